// Backpropagation in the open: a small network computed number by number, forward, then Δ by Δ, then gradient by
// gradient, then the update and the lower cost, each formula with its numbers inserted; checked against finite
// differences, whose price is counted.
// Lecture row R21.
// Sources: Rumelhart, Hinton, Williams, Nature 323 (1986) 533; Baydin et al., Automatic differentiation in machine
// learning: a survey, JMLR 18 (2018) 153.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/experiments/backpropagation/board.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"

namespace lectern {
namespace {

using namespace backpropagation;
using nn::ActivationKind;
using nn::OpenNetwork;

constexpr const char* kNetworkHelp =
    "In each neuron its activation; on the way back, as soon as it is known, its error Δ = ∂E/∂z. Lit is what takes part "
    "in the number computed last. Colour and width of a line: the weight; click it to change it.";
constexpr const char* kBoardHelp = "The formula of the number computed last, and the same with the numbers inserted.";
constexpr const char* kParametersHelp =
    "All weights and biases: their gradients, summed over the batch so far and divided by its size, beside the "
    "derivatives by central differences; after the update their new values. They stand in the order in which the "
    "gradients are computed; marked are those of the number computed last.";
constexpr const char* kBatchHelp =
    "The examples: inputs, then what the network should answer. Click a number to change it. An arrow marks the batch.";
constexpr const char* kCostHelp = "The cost after each update: of the batch that was used, and of all examples.";
constexpr const char* kDifferencesHelp =
    "The largest error of a gradient by differences, in units of the gradient's largest component, by the step h in a "
    "weight: (E(w + h) − E(w))/h takes one evaluation more for each weight, (E(w + h) − E(w − h))/2h two. A long step "
    "misses the bend of the cost, a short one its digits.";
constexpr const char* kTapeHelp =
    "Automatic differentiation writes this program: forward it runs downwards on the left, then upwards on the right. "
    "Marked: the line that runs.";

constexpr int kExamples = 5;
constexpr int kMostNeurons = 4;
constexpr double kLargestEntry = 100;
constexpr std::array kDifferenceSteps{1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12};
constexpr double kLeastError = 1e-14;  // shown
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

enum class Net { three_one, two_outputs, four_layers, house, own };
enum class StartWeights { random, zero, large };
enum class Connections { by_hand, full };

struct Settings {
  Net net = Net::three_one;
  std::vector<int> sizes = {2, 3, 2};
  ActivationKind activation = ActivationKind::tanh;
  ActivationKind output = ActivationKind::identity;
  Connections connections = Connections::by_hand;
  Cost cost = Cost::squared;
  Symbols symbols = Symbols::hats;
  StartWeights start = StartWeights::random;
  int batch_size = 1;
  double learning_rate = 0.5;
  Pace pace = Pace::number;
};

constexpr std::array kHouseInputs{"size", "bedrooms", "zip code", "wealth"};
constexpr std::array kHouseHidden{"family size", "walkable", "school quality"};
// Living area [1000 ft²], bedrooms, zip code and wealth as numbers between 0 and 1; price [100 000 $]. Area, bedrooms
// and price are the first five houses of the lecture; the rest is made up.
constexpr double kHouses[kExamples][5] = {{2.104, 3, 0.8, 0.6, 4.00},
                                          {1.600, 3, 0.4, 0.5, 3.30},
                                          {2.400, 3, 0.3, 0.4, 3.69},
                                          {1.416, 2, 0.2, 0.3, 2.32},
                                          {3.000, 4, 0.9, 0.8, 5.40}};

OpenNetwork make_network(const Settings& settings, Rng rng) {
  const bool is_house = settings.net == Net::house;
  std::vector<int> sizes = settings.sizes;
  ActivationKind hidden = ActivationKind::sigmoid, output = ActivationKind::sigmoid;
  switch (settings.net) {
    case Net::three_one: sizes = {3, 3, 1}; break;
    case Net::two_outputs: sizes = {3, 2, 2}; break;
    case Net::four_layers:
      sizes = {2, 3, 2, 1};
      output = ActivationKind::identity;
      break;
    case Net::house:
      sizes = {4, 3, 1};
      hidden = ActivationKind::relu;
      output = ActivationKind::identity;
      break;
    case Net::own:
      if (sizes.size() < 2)
        throw CannotStart("A network has at least two layers, its inputs and its outputs: 2, 3, 1 for example.");
      hidden = settings.activation;
      output = settings.output;
  }
  OpenNetwork network(sizes, hidden, output);
  if (is_house && settings.connections == Connections::by_hand) {
    // Family size from size and bedrooms, walkable from the zip code, school quality from zip code and wealth.
    constexpr bool kSees[3][4] = {{true, true, false, false}, {false, false, true, false}, {false, false, true, true}};
    for (int unit = 0; unit < 3; ++unit)
      for (int from = 0; from < 4; ++from)
        if (!kSees[unit][from]) network.disconnect(1, unit, from);
  }
  const double scale = settings.start == StartWeights::zero ? 0 : settings.start == StartWeights::large ? 10 : 1;
  for (double& value : network.values()) {
    double tenths = std::floor(rng.uniform(1, 10));  // numbers that are easily read
    if (!is_house && rng.uniform() < 0.5) tenths = -tenths;
    value = scale * tenths / 10;
  }
  return network;
}

// What should be learned is half the difference of two inputs, of a sigmoid a share between 0.1 and 0.9.
Walk make_walk(const Settings& settings, Rng weights, Rng examples) {
  OpenNetwork network = make_network(settings, std::move(weights));
  const int inputs = network.size(0), outputs = network.outputs();
  Matrix<double> X(kExamples, inputs), Y(kExamples, outputs);
  const bool is_share = network.activation(network.layers() - 1) == ActivationKind::sigmoid;
  for (int i = 0; i < kExamples; ++i) {
    for (int k = 0; k < inputs; ++k)
      X(i, k) = settings.net == Net::house ? kHouses[i][k] : std::floor(examples.uniform(-9, 11)) / 10;
    for (int j = 0; j < outputs; ++j) {
      const int k = j % inputs, other = (j + 1) % inputs;
      const double contrast = inputs > 1 ? (X(i, k) - X(i, other)) / 2 : X(i, k);
      const double tenths = std::floor((is_share ? 0.5 + 0.4 * contrast : contrast) * 10 + 0.5);
      Y(i, j) = settings.net == Net::house ? kHouses[i][4] : tenths / 10;
    }
  }
  return {std::move(network), std::move(X), std::move(Y), settings.cost, settings.batch_size};
}

class Backpropagation final : public Demo<Backpropagation, Settings> {
 public:
  static Schema<Settings> schema();

  explicit Backpropagation(const Start& start)
      : Demo(start), walk_(make_walk(settings(), rng("weights"), data_rng("examples"))) {
    record();
  }

  void step() override {
    do {
      walk_.advance(settings().learning_rate);
      if (walk_.cursor().phase == Phase::lower) record();
    } while (walk_.is_finite() && !ends_step());
  }
  bool gesture(const Action& action);
  std::optional<Divergence> divergence() const override {
    if (walk_.is_finite()) return {};
    return Divergence{"The weights have grown without bound: η is too large for this network and cost.", "", {}};
  }
  SeedUse seeds() const override {
    return {.run = settings().start != StartWeights::zero, .data = settings().net != Net::house};
  }
  auto state() const { return std::tuple(std::cref(walk_), unhashed(costs_)); }
  void describe(Snapshot& snapshot) const override;

 private:
  bool ends_step() const;
  void record() {
    if (walk_.updates() == 0) return costs_.record(0, std::array{walk_.batch_cost_before(), walk_.cost_of_all()});
    costs_.record(static_cast<double>(walk_.updates()), std::array{walk_.batch_cost_after(), walk_.cost_of_all()});
  }
  bool is_house() const { return settings().net == Net::house; }
  void write_name(Pen& pen, int layer, int unit) const;

  void describe_network(Network& panel, Board& board, Pen& pen) const;
  void describe_parameters(Table& table, Pen& pen) const;
  void describe_batch(MatrixCells& matrix) const;
  void describe_differences(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;

  Walk walk_;
  History costs_{2};  // of the batch, of all examples
  Scratch<std::string> text_;
};

Schema<Settings> Backpropagation::schema() {
  Schema<Settings> schema;
  return schema.group("Network")
      .choice(&Settings::net, "net", "Network",
              {{Net::three_one, "three_one", "3–3–1, one output"},
               {Net::two_outputs, "two_outputs", "3–2–2, two outputs"},
               {Net::four_layers, "four_layers", "Four layers, linear output"},
               {Net::house, "house", "House price"},
               {Net::own, "own", "Your own"}})
      .help("The examples of the lectures. All neurons are sigmoids but those of a linear output and of the house.")
      .integer_list(&Settings::sizes, "sizes", "Neurons in each layer", {1, kMostNeurons}, 5)
      .shown_when(&Settings::net, {Net::own})
      .help("From the inputs to the outputs, two to five layers: 2, 3, 2 for example.")
      .choice(&Settings::activation, "activation", glossary_label("activation"),
              {{ActivationKind::sigmoid, "sigmoid", "Sigmoid"},
               {ActivationKind::tanh, "tanh", "Tanh"},
               {ActivationKind::relu, "relu", "ReLU"},
               {ActivationKind::identity, "identity", "Linear"}})
      .shown_when(&Settings::net, {Net::own})
      .help("Of the hidden neurons.")
      .choice(&Settings::output, "output_function", "Activation of the outputs",
              {{ActivationKind::identity, "identity", "Linear"}, {ActivationKind::sigmoid, "sigmoid", "Sigmoid"}})
      .shown_when(&Settings::net, {Net::own})
      .help("Linear outputs are not bounded, sigmoids lie between 0 and 1.")
      .choice(&Settings::connections, "connections", "Connections",
              {{Connections::by_hand, "by_hand", "Chosen by hand"}, {Connections::full, "full", "All"}})
      .shown_when(&Settings::net, {Net::house})
      .help("By hand: family size from size and bedrooms, walkable from the zip code, school quality from zip code and "
            "wealth.")
      .choice(&Settings::start, "start", glossary_label("start"),
              {{StartWeights::random, "random", "Random"},
               {StartWeights::zero, "zero", "All zero"},
               {StartWeights::large, "large", "Ten times as large"}})
      .help("The first weights and biases.")
      .choice(&Settings::symbols, "symbols", "Symbols",
              {{Symbols::hats, "hats", "ω, a = σ(z), Δ, E"},
               {Symbols::brackets, "brackets", "w, z = s(u), δ, ℓ"},
               {Symbols::between, "between", "w, a = g(z), δ, J"}})
      .live()
      .help("How the lectures write it. With Δ, inputs are layer 1; with s(u), layer 0; with g(z), w of layer l leads "
            "from l to l + 1.")
      .group("Descent")
      .choice(&Settings::cost, "output_cost", "Cost of",
              {{Cost::squared, "value", "The output"}, {Cost::integral, "integral", "The integral of the output"}})
      .help("½ (ŷ − y)² of each output, or of its integral over x₁ from 0 to 1, the other inputs as they are.")
      .integer(&Settings::batch_size, "batch_size", {1, kExamples})
      .help("Examples whose gradients are added up before the update.")
      .real(&Settings::learning_rate, "learning_rate", {0.001, 10})
      .logarithmic()
      .live()
      .help("Length of the update in units of the gradient.")
      .choice(&Settings::pace, "pace", "A step computes",
              {{Pace::number, "number", "One number"},
               {Pace::layer, "layer", "A layer"},
               {Pace::update, "update", "A whole update"}})
      .live()
      .help("How far each step goes.");
}

bool Backpropagation::ends_step() const {
  const Cursor& now = walk_.cursor();
  if (settings().pace == Pace::number || now.phase == Phase::lower) return true;
  if (settings().pace == Pace::update) return false;
  const Cursor next = walk_.following();
  return next.phase != now.phase || next.layer != now.layer || next.node != now.node || next.example != now.example;
}

bool Backpropagation::gesture(const Action& action) {
  const auto* edit = std::get_if<CellEdited>(&action.gesture);
  if (edit == nullptr) return false;
  const double value = std::clamp(static_cast<double>(edit->value), -kLargestEntry, kLargestEntry);
  const OpenNetwork& network = walk_.network();
  if (action.panel == "batch") {
    if (edit->row < 0 || edit->row >= kExamples || edit->column < 0 ||
        edit->column >= network.size(0) + network.outputs())
      return false;
    walk_.set_example(edit->row, edit->column, value);
    return true;
  }
  if (action.panel != "network" || edit->row < 0 || edit->column < 0) return false;
  int unit = edit->row;
  for (int layer = 1; layer < network.layers(); ++layer) {
    if (unit < network.size(layer))
      return edit->column < network.size(layer - 1) && walk_.set_weight(layer, unit, edit->column, value);
    unit -= network.size(layer);
  }
  return false;
}

void Backpropagation::describe(Snapshot& snapshot) const {
  Board board(walk_, settings().symbols, settings().pace, *text_);
  Pen pen(*text_, settings().symbols, walk_.network().layers());
  describe_network(snapshot.network("network", "The network", {.weight = 4, .help = kNetworkHelp}), board, pen);
  board.describe(snapshot.text("board", "This number", {.weight = 3, .help = kBoardHelp}));
  describe_parameters(snapshot.table("parameters", "Weights", {.weight = 3, .help = kParametersHelp}), pen);
  describe_numbers(snapshot);
  board.describe_tape(snapshot.table("tape", "The program and its derivative", {.weight = 2, .help = kTapeHelp}));
  Plane& cost = snapshot.curves("cost", "Cost", {.weight = 1, .help = kCostHelp});
  cost.axes({.label = "updates"}, {.label = "cost"});
  cost.line("all examples", costs_, 1);
  if (walk_.batch_size() < kExamples) cost.line("batch", costs_, 0, {.color = kColorMuted});
  describe_batch(snapshot.matrix("batch", "Examples", {.weight = 2, .help = kBatchHelp}));
  describe_differences(snapshot);
}

void Backpropagation::describe_differences(Snapshot& snapshot) const {
  constexpr std::size_t kSteps = kDifferenceSteps.size();
  std::array<double, kSteps> ahead{}, central{};
  walk_.difference_errors(kDifferenceSteps, ahead, central);
  Plane& plane = snapshot.plane("differences", "Error of the differences", {.weight = 1, .help = kDifferencesHelp});
  plane.axes({.label = "step h", .range = {1e-12, 0.1}, .logarithmic = true},
             {.label = "relative error", .logarithmic = true});
  plane.line("p + 1 evaluations", {kDifferenceSteps, ahead}, {.color = 1, .least = kLeastError});
  plane.line("2p evaluations", {kDifferenceSteps, central}, {.color = 0, .least = kLeastError});
  snapshot.metric("difference_error_best", "error of the differences, best h",
                  *std::min_element(central.begin(), central.end()));
  snapshot.metric("difference_error_ahead", "error of p + 1 evaluations, best h",
                  *std::min_element(ahead.begin(), ahead.end()));
  snapshot.metric("difference_error_short", "error of the differences, h = 10⁻¹²", central.back());
}

void Backpropagation::write_name(Pen& pen, int layer, int unit) const {
  pen.clear();
  const auto u = static_cast<std::size_t>(unit);
  if (is_house() && layer < 2)
    pen.write(layer == 0 ? kHouseInputs[u] : kHouseHidden[u]);
  else if (is_house())
    pen.write("price");
  else
    pen.activation(layer, unit);
}

// A neuron shows its Δ once that is known, else its activation; before that nothing.
void Backpropagation::describe_network(Network& panel, Board& board, Pen& pen) const {
  const OpenNetwork& network = walk_.network();
  const OpenNetwork::Pass& pass = walk_.pass();
  panel.one_example = panel.editable = true;
  double largest = 0;
  std::vector<float> weights;
  for (int layer = 0; layer < network.layers(); ++layer) {
    weights.clear();
    for (int unit = 0; layer > 0 && unit < network.size(layer); ++unit)
      for (int from = 0; from < network.size(layer - 1); ++from)
        weights.push_back(static_cast<float>(network.value(layer, unit, from)));
    pen.clear().write("layer ").whole(pen.shown_layer(layer)).write(" · ");
    if (layer == 0)
      pen.write("inputs");
    else if (network.activation(layer) == ActivationKind::identity)
      pen.write("linear");
    else
      pen.function(network.activation(layer));
    NetworkLayer& shown = panel.layer(pen.text(), network.size(layer), weights);
    bool has_deltas = false, has_activations = false;
    for (int unit = 0; unit < network.size(layer); ++unit) {
      Neuron& neuron = shown.neurons[static_cast<std::size_t>(unit)];
      const auto at = static_cast<std::size_t>(network.neuron(layer, unit));
      write_name(pen, layer, unit);
      neuron.label.assign(pen.text());
      const bool is_known = walk_.knows_activation(layer, unit), has_delta = walk_.knows_delta(layer, unit);
      has_deltas = has_deltas || has_delta;
      has_activations = has_activations || (is_known && !has_delta);
      neuron.activation = static_cast<float>(is_known ? pass.a[at] : kUnknown);
      neuron.gradient = static_cast<float>(has_delta ? pass.delta[at] : kUnknown);
      if (layer > 0) neuron.bias = static_cast<float>(network.value(layer, unit, -1));
      neuron.dropped = !board.is_lit(layer, unit);
      if (!is_known) continue;
      neuron.field.assign(1, has_delta ? neuron.gradient : neuron.activation);
      largest = std::max(largest, std::fabs(static_cast<double>(neuron.field[0])));
    }
    pen.clear();
    if (has_deltas) pen.errors(layer);
    if (has_deltas && has_activations) pen.write(", below ");
    if (has_activations || !has_deltas) pen.activations(layer);
    shown.note.assign(pen.text());
  }
  panel.field_rows = panel.field_cols = 1;
  const double range = largest > 0 ? largest : 1;
  panel.field_color = {-range, range};
}

void Backpropagation::describe_parameters(Table& table, Pen& pen) const {
  table.head({"", "value", "gradient", "difference", "after"});
  const OpenNetwork& network = walk_.network();
  const Cursor& now = walk_.cursor();
  const bool is_updated = now.phase >= Phase::update;
  const double size = walk_.batch_size();
  const auto parameters = network.parameters();
  for (std::size_t place = 0; place < walk_.order().size(); ++place) {
    const auto p = static_cast<std::size_t>(walk_.order()[place]);
    const Walk::Parameter& each = parameters[p];
    const bool is_layer = settings().pace == Pace::layer;
    bool is_now = false;
    if (now.phase == Phase::gradient)
      is_now = is_layer ? each.layer == now.layer : static_cast<int>(place) == now.parameter;
    if (now.phase == Phase::forward) is_now = each.layer == now.layer && (is_layer || each.unit == now.unit);
    pen.clear().weight(each.layer, each.unit, each.from);
    table.row({pen.text(), Cell(is_updated ? walk_.before()[p] : network.values()[p]),
               Cell(walk_.knows_gradient(p) ? walk_.sums()[p] / size : kUnknown), Cell(walk_.differences()[p]),
               Cell(is_updated ? network.values()[p] : kUnknown)},
              {is_now ? kColorAccent : kColorForeground});
  }
}

void Backpropagation::describe_batch(MatrixCells& matrix) const {
  const OpenNetwork& network = walk_.network();
  const int inputs = network.size(0), outputs = network.outputs();
  std::vector<double> cells;
  std::vector<std::string> rows, columns;
  for (int i = 0; i < kExamples; ++i) {
    for (int k = 0; k < inputs; ++k) cells.push_back(walk_.X()(i, k));
    for (int j = 0; j < outputs; ++j) cells.push_back(walk_.Y()(i, j));
    rows.push_back(std::to_string(i + 1));
  }
  for (int i = 0; i < walk_.batch_size(); ++i) rows[static_cast<std::size_t>(walk_.batch_row(i))].insert(0, "→ ");
  for (int k = 0; k < inputs; ++k)
    columns.push_back(is_house() ? kHouseInputs[static_cast<std::size_t>(k)] : "x_" + std::to_string(k + 1));
  for (int j = 0; j < outputs; ++j)
    columns.push_back(is_house()           ? "price"
                      : walk_.integrates() ? "∫ŷ_" + std::to_string(j + 1)
                                           : "y_" + std::to_string(j + 1));
  double largest = 1;
  for (const double value : cells) largest = std::max(largest, std::fabs(value));
  matrix.cells(kExamples, inputs + outputs, cells,
               {.decimals = 2, .map = ColorMap::diverging, .color = {-2 * largest, 2 * largest}, .editable = true});
  matrix.labels("example", rows, walk_.integrates() ? "inputs, wanted integral" : "inputs, wanted output", columns);
}

void Backpropagation::describe_numbers(Snapshot& snapshot) const {
  const OpenNetwork& network = walk_.network();
  const double p = static_cast<double>(network.parameters().size());
  const double passes = walk_.batch_size() * walk_.nodes();
  const double backward = static_cast<double>(network.forward_products() + network.backward_products());
  Numbers numbers =
      snapshot.numbers("What it costs",
                       {.weight = 2,
                        .help = "Backpropagation against central differences, for one gradient of a batch."});
  numbers.add("batch_cost", "cost of the batch", walk_.batch_cost_before());
  numbers.add("batch_cost_after", "after the update", walk_.batch_cost_after());
  numbers.add("largest_gradient_error", "gradient − difference, at most", walk_.largest_difference(), {.digits = 2});
  numbers.add("passes_backpropagation", "passes, backpropagation", 2 * passes, {.digits = 0});
  numbers.add("passes_differences", "passes, differences", 2 * p * passes, {.digits = 0});
  numbers.add("products_backpropagation", "products, backpropagation", passes * backward, {.digits = 0});
  numbers.add("products_differences", "products, differences",
              2 * p * passes * static_cast<double>(network.forward_products()), {.digits = 0});
  snapshot.metric("output_differences", "differences at the outputs, at most", network.outputs(), {.digits = 0});
  snapshot.metric("bend", "|ŷ(x₁ + 1) + ŷ(x₁ − 1) − 2ŷ(x₁)|", walk_.bend());
  snapshot.metric("parameters", p, {.digits = 0});
  snapshot.metric("updates", static_cast<double>(walk_.updates()), {.digits = 0});
  snapshot.metric("cost", walk_.cost_of_all());
  snapshot.metric("output_error", "Δ of the first output",
                  walk_.knows_delta(network.layers() - 1, 0)
                      ? walk_.pass().delta[static_cast<std::size_t>(network.neuron(network.layers() - 1, 0))]
                      : kUnknown);
  snapshot.metric("last_number", "number computed last", walk_.last_number());
}

const RegisterDemo<Backpropagation> registered{{
    .id = "backpropagation",
    .title = "Backpropagation",
    .lecture = 5,
    .row = "R21",
    .summary = "A small network computed number by number: forward, back, each gradient, and the update.",
    .sources =
        {"Rumelhart, Hinton, Williams, Learning representations by back-propagating errors, Nature 323 (1986) 533",
         "Baydin et al., Automatic differentiation in machine learning: a survey, JMLR 18 (2018) 153"},
    .steps_per_second = 2,
}};

}  // namespace
}  // namespace lectern
