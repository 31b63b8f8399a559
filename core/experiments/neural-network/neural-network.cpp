// A feed-forward network learns classes or a law from points of the plane, in the open: the decision field with the
// data on top, every neuron's own response, weights as edges, loss, accuracy and gradients.
// Lecture row R20.
// Sources: Rumelhart, Hinton, Williams, Learning representations by back-propagating errors, Nature 323 (1986);
// Goodfellow, Bengio, Courville, Deep Learning (2016), ch. 6-8.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/data/planar_features.h"
#include "core/experiments/neural-network/embedding_picture.h"
#include "core/experiments/neural-network/network_settings.h"
#include "core/experiments/neural-network/table_data.h"
#include "core/experiments/neural-network/training_curves.h"
#include "core/lab/demo.h"
#include "core/ml/nn/supervised_training.h"
#include "core/parts/given_weights.h"
#include "core/parts/layer_picture.h"
#include "core/parts/network_files.h"
#include "core/parts/optional_part.h"
#include "core/parts/planar_data.h"
#include "core/parts/score_picture.h"
#include "core/parts/training_divergence.h"

namespace lectern {
namespace {

using data::PlanarFeature;
using nn::OutputCode;

constexpr const char* kPlaneHelp =
    "What the network answers everywhere, paler where it is less confident. Full circles are training data; rings are "
    "held out.";
constexpr const char* kNetworkHelp =
    "Each square is the answer of a neuron over the same plane. Each edge is a weight, coloured by sign, thick where large. "
    "Tap a neuron to see it over the data; click an edge to change its weight. + and − change the layers, the line below "
    "the inputs.";
constexpr const char* kTableHelp =
    "The training samples in the plane in which their columns vary most; the network sees all columns. Crosses: held out "
    "and misclassified.";
constexpr const char* kPredictionsHelp =
    "What the network, which sees all columns, says of each row over what stands in the table; both in deviations from the "
    "mean of the training rows. Rings are held out. A perfect network has all points on the dashed line.";
constexpr const char* kEmbeddingHelp =
    "The training data as the last hidden layer sees them, in the space of its activations, where the output makes one "
    "straight cut. Across: the distance to that cut. Up: the direction along it in which the data vary most.";
constexpr const char* kClassesApartHelp =
    "The training data as the last hidden layer sees them: its activations, in the plane in which they vary most. The "
    "output separates each class from the others by straight cuts.";
constexpr const char* kForwardHelp =
    "One example on its way: in each square the activation a of the neuron, edges are weights.";
constexpr const char* kBackwardHelp =
    "The error of one example on its way back: in each square ∂E/∂z, how its loss changes with what enters the neuron; "
    "edges are ∂E/∂w. The inputs show the gradient by the example itself.";

constexpr const char* kWeightsAdvice = "Choose the inputs, the layers and the activation of the network in the file.";

constexpr std::ptrdiff_t kMostSamplesForMeans = 256;
constexpr double kRuined = 10;  // times the loss of the start

struct Settings {
  PlanarDataSettings data{.set = "spirals", .n = 400, .noise = 0.04, .learns_laws = true};
  WholeTable table = WholeTable::plane;
  InputSettings inputs;
  NetworkSettings network;
  nn::Objective class_loss = nn::Objective::cross_entropy, value_loss = nn::Objective::squared;
  DescentSettings descent;
  StoppingSettings stopping;
  LookSettings look;
  bool others = false;
  std::vector<int> layers_2{1}, layers_3{100};
};

// Where the network is looked at; made once, and shared by copies.
struct Views {
  PlanarGrid field, responses;
  Matrix<float> field_places, field_inputs, response_inputs;
  std::vector<float> law;  // over field_places; empty for classes
  auto state() const { return std::tie(field_places, field_inputs, response_inputs, law); }
};

// Pictures are drawn many times a second: coarser where the network is large.
int field_side(std::size_t parameters) {
  return std::clamp(static_cast<int>(std::sqrt(3e6 / static_cast<double>(parameters))), 24, 64);
}
int response_side(int neurons) { return neurons <= 64 ? 24 : neurons <= 256 ? 16 : 10; }

// "10 + 10 hidden neurons".
std::string in_words(std::span<const int> layers) {
  if (layers.empty()) return "No hidden layer";
  std::string text;
  for (const int units : layers) text += (text.empty() ? "" : " + ") + std::to_string(units);
  return text + (text == "1" ? " hidden neuron" : " hidden neurons");
}

class NeuralNetwork final : public Demo<NeuralNetwork, Settings, PlanarData> {
 public:
  static Schema<Settings> schema() {
    const auto data_set = [](Settings& settings) -> std::string& { return settings.data.set; };
    Schema<Settings> schema;
    return schema.include(&Settings::data)
        .choice(&Settings::table, "table", "All columns of", kWholeTables)
        .help(
            "A table of which the network sees every column, in place of points of the plane. Your own is the one under "
            "“Data set”.")
        .include(&Settings::inputs)
        .include(&Settings::network)
        .group("Training")
        .choice(&Settings::class_loss, "loss", glossary_label("loss"), nn::kClassObjectives)
        .help("Cross-entropy fits probabilities; squared error and hinge fit scores of ±1.")
        .shown_when(data_set, planar_class_sets())
        .choice(&Settings::value_loss, "regression_loss", "Loss of a regression", nn::kValueObjectives)
        .help("Absolute error is less sensitive to outliers.")
        .shown_when(data_set, {"law_1d", "law_2d", "file"})
        .include(&Settings::descent)
        .include(&Settings::stopping)
        .include(&Settings::look)
        .boolean(&Settings::others, "others", "Two others beside")
        .help("Two more networks learn the same data with other hidden layers; all three answers stand side by side.")
        .integer_list(&Settings::layers_2, "layers_2", "Layers of the second", {1, 100}, 6)
        .help("Neurons in each hidden layer of the second network.")
        .shown_when(&Settings::others, {true})
        .integer_list(&Settings::layers_3, "layers_3", "Layers of the third", {1, 100}, 6)
        .help("Neurons in each hidden layer of the third network.")
        .shown_when(&Settings::others, {true});
  }

  explicit NeuralNetwork(const Start& start)
      : Demo(start),
        table_(make_table(start)),
        features_(settings().inputs.features(is_curve())),
        training_(make_training(settings().network.layers, "weights", start.files)),
        curves_(settings().network.layers.size() + 1),
        views_(make_views()) {
    if (settings().others)
      others_ = OptionalPart(std::vector{make_training(settings().layers_2, "weights 2"),
                                         make_training(settings().layers_3, "weights 3")});
    data_changed();
  }

  void data_changed() {
    const Shared validation(
        table_ ? table_examples(table_->validation, table_->validation_labels, table_->validation_targets)
               : encoded(data().validation()));
    const Shared training(table_ ? table_examples(table_->training, table_->training_labels, table_->training_targets)
                                 : encoded(data().training()));
    training_.set_validation_data(validation);
    training_.set_training_data(training);
    if (others_)
      for (nn::SupervisedTraining& other : *others_) {
        other.set_validation_data(validation);
        other.set_training_data(training);
      }
    first_loss_ = std::max(first_loss_, training_.training_fit().loss);
    record_fit();
  }
  void settings_changed(const Settings&) {
    training_.optimizer() = settings().descent.optimizer();
    if (others_)
      for (nn::SupervisedTraining& other : *others_) other.optimizer() = settings().descent.optimizer();
  }
  bool gesture(const Action& action);

  void step() override {
    const std::int64_t before = training_.steps();
    training_.step();
    if (training_.steps() == before || training_.diverged()) return;
    updates_.record(training_.network(), training_.last_pass());
    curves_.record_gradients(training_.epochs(), dense_gradient_norms());
    if (training_.checked()) record_fit();
    if (others_)
      for (nn::SupervisedTraining& other : *others_) other.step();
  }
  bool finished() const override { return training_.finished(); }
  std::optional<Divergence> divergence() const override;
  auto state() const {
    return std::tuple(std::tie(training_, first_loss_, curves_, updates_, others_), unhashed(features_));
  }
  void describe(Snapshot& snapshot) const override;
  std::vector<SavedFile> networks(NetworkFormat format) const override {
    return network_files("network", training_, {.batch_size = batch_size()}, format);
  }

 private:
  const data::PlanarProblem& problem() const { return data().problem(); }
  bool is_curve() const { return !table_ && problem().is_curve(); }
  bool is_classification() const { return table_ ? table_->is_classification() : problem().is_classification(); }
  std::span<const int> training_labels() const {
    return table_ ? std::span<const int>(table_->training_labels) : std::span<const int>(data().training().labels);
  }
  std::ptrdiff_t examples() const { return table_ ? table_->training.rows() : data().training().size(); }
  std::vector<std::string> class_names() const;

  std::shared_ptr<const TableData> make_table(const Start& start) const;
  // The rows of the table dropped, which are those of the plane.
  Result<TableData> own_table(const Start& start, Rng& split) const;
  bool lacks_table() const { return settings().table == WholeTable::file && !table_; }
  bool leaves_table() const { return !data().file_shapes().empty() && table_ && settings().table != WholeTable::file; }
  nn::Examples table_examples(const Matrix<float>& X, std::span<const int> labels,
                              std::span<const float> targets) const;
  // files  that the network may begin with
  nn::SupervisedTraining make_training(std::span<const int> layers, std::string_view weights,
                                       const DataFiles& files = {}) const;
  int batch_size() const;
  // One for each layer of neurons.
  const std::vector<double>& dense_gradient_norms() const;
  Shared<Views> make_views() const;
  nn::Examples encoded(const data::Dataset& set) const;
  void record_fit() {
    curves_.record_fit(training_.epochs(), training_.training_fit(),
                       training_.has_validation() ? std::optional(training_.validation_fit()) : std::nullopt);
  }

  // Where a neuron stands that is counted from 0 through all layers behind the inputs.
  struct NeuronPlace {
    std::size_t layer = 0;  // of the network
    std::ptrdiff_t unit = 0;
    std::string name;  // as in the picture: "1.3"
  };
  std::optional<NeuronPlace> place_of(std::ptrdiff_t neuron) const;
  std::optional<NeuronPlace> shown_neuron() const { return place_of(settings().look.neuron - 1); }
  std::optional<std::ptrdiff_t> followed_example() const;

  // The answers of a network over the plane.
  void describe_answers(Plane& plane, const nn::Network<float>& network) const;
  void describe_others(Snapshot& snapshot) const;
  void describe_table(Plane& plane) const;
  // Of numbers: what the network says of each row, over what is true.
  void describe_predictions(Plane& plane) const;
  void describe_buttons(Network& panel) const;
  void name_inputs(NetworkLayer& inputs) const;
  void describe_field(Plane& plane) const;
  void describe_neuron(Plane& plane, const NeuronPlace& place) const;
  void describe_followed(Plane& plane) const;
  void describe_embedding(Snapshot& snapshot) const;
  void describe_curve(Plane& plane) const;
  void describe_network(Network& panel) const;
  // The loss of the example; its activations or errors as the fields of the neurons.
  double describe_example(Network& panel, std::ptrdiff_t example) const;
  void describe_numbers(Snapshot& snapshot) const;

  std::shared_ptr<const TableData> table_;  // in place of the points of the plane
  std::vector<PlanarFeature> features_;
  nn::SupervisedTraining training_;
  OptionalPart<std::vector<nn::SupervisedTraining>> others_;
  double first_loss_ = 0;  // the largest that new data began with
  TrainingCurves curves_;
  UnitUpdates updates_;
  Shared<Views> views_;
  Scratch<nn::Pass<float>> field_pass_, response_pass_, activity_pass_, example_pass_;
  Scratch<Matrix<float>> scores_;
  Scratch<EmbeddingRoom> embedding_room_;
  Scratch<Matrix<double>> class_places_;
  Scratch<std::vector<double>> norms_;
};

std::shared_ptr<const TableData> NeuralNetwork::make_table(const Start& start) const {
  const WholeTable table = settings().table;
  // Without a file points of the plane stay, and a sentence says so.
  if (table == WholeTable::plane || (table == WholeTable::file && data().file_shapes().empty())) return {};
  Rng split = data_rng("table split");
  Result<TableData> made =
      table == WholeTable::file ? own_table(start, split) : whole_table(table, settings().data.train_fraction, split);
  if (!made) throw CannotStart(made.error());
  return std::make_shared<const TableData>(std::move(*made));
}

Result<TableData> NeuralNetwork::own_table(const Start& start, Rng& split) const {
  const DataFilesOf own({start.streams, start.points, start.files});
  Result<UsedTable> used = use_table(settings().data.table, own.start(), kMaximumPlanarSamples);
  if (!used) return Error{used.error()};
  return whole_table(std::move(used->set), used->label.empty() ? "target" : used->label, settings().data.train_fraction,
                     split);
}

nn::Examples NeuralNetwork::table_examples(const Matrix<float>& X, std::span<const int> labels,
                                           std::span<const float> targets) const {
  nn::Examples examples;
  examples.X = X;
  if (table_->is_classification()) {
    training_.code().encode(labels, examples.T);
  } else {
    examples.T.resize(std::ssize(targets), 1);
    std::copy(targets.begin(), targets.end(), examples.T.data());
  }
  return examples;
}

std::vector<std::string> NeuralNetwork::class_names() const {
  return table_ ? table_->class_names : problem().set.class_names;
}

const std::vector<double>& NeuralNetwork::dense_gradient_norms() const {
  const nn::Network<float>& network = training_.network();
  norms_->clear();
  std::size_t number = 0;
  for (std::size_t i = 0; i < network.layer_count(); ++i) {
    if (network.layer(i).parameter_count() == 0) continue;
    if (is_dense(network, i)) norms_->push_back(training_.gradient_norms()[number]);
    ++number;
  }
  return *norms_;
}

nn::SupervisedTraining NeuralNetwork::make_training(std::span<const int> layers, std::string_view weights,
                                                    const DataFiles& files) const {
  if (features_.empty() && !table_)
    throw CannotStart("The network has no inputs: switch on at least one, for example x₁.");
  const int classes = table_ ? static_cast<int>(table_->class_names.size()) : data().classes();
  const OutputCode code = is_classification() ? OutputCode::classification(classes, settings().class_loss)
                                              : OutputCode::regression(settings().value_loss);
  const std::ptrdiff_t inputs = table_ ? table_->columns() : std::ssize(features_);
  Result<nn::Network<float>> network =
      nn::Network<float>::build({inputs, 1, 1}, settings().network.layer_specs(layers, code.outputs()));
  if (!network) throw CannotStart(network.error());
  network->initialise(rng(weights));
  begin_with_weights(files, {{"network", *network}}, kWeightsAdvice);
  const DescentSettings& descent = settings().descent;
  return {std::move(*network), code,   descent.optimizer(), batch_size(), settings().stopping.plan(),
          rng("training"),     &pool()};
}

int NeuralNetwork::batch_size() const {
  const DescentSettings& descent = settings().descent;
  if (!descent.full_batch) return descent.batch_size;
  return table_ ? static_cast<int>(table_->training.rows()) : kMaximumPlanarSamples + int{kMaximumDrawnPoints};
}

nn::Examples NeuralNetwork::encoded(const data::Dataset& set) const {
  nn::Examples examples;
  map_features(set.X, features_, examples.X);
  if (problem().is_classification()) {
    training_.code().encode(set.labels, examples.T);
  } else {
    examples.T.resize(set.size(), 1);
    std::copy(set.targets.begin(), set.targets.end(), examples.T.data());
  }
  return examples;
}

Shared<Views> NeuralNetwork::make_views() const {
  if (table_) return {};
  const Range x = data().x_range(), y = data().y_range();
  int neurons = 0;
  for (std::size_t i = 0; i < training_.network().layer_count(); ++i)
    neurons += static_cast<int>(training_.network().biases(i).size());
  const int fine = field_side(training_.network().parameters().size()), coarse = response_side(neurons);
  Views views;
  views.field = {is_curve() ? 1 : fine, is_curve() ? 4 * fine : fine, x, y};
  views.responses = {is_curve() ? 1 : coarse, coarse, x, y};
  views.field.centres(views.field_places);
  map_features(views.field_places, features_, views.field_inputs);
  Matrix<float> centres;
  views.responses.centres(centres);
  map_features(centres, features_, views.response_inputs);
  if (problem().curve != nullptr || problem().surface != nullptr) {
    for (std::ptrdiff_t i = 0; i < views.field_places.rows(); ++i) {
      const double x1 = views.field_places(i, 0), x2 = views.field_places(i, 1);
      views.law.push_back(
          static_cast<float>(is_curve() ? problem().curve->value(x1) : problem().surface->value(x1, x2)));
    }
  }
  return Shared(std::move(views));
}

std::optional<Divergence> NeuralNetwork::divergence() const {
  const bool is_ruined = first_loss_ > 0 && training_.training_fit().loss > kRuined * first_loss_;
  if (!training_.diverged() && !is_ruined) return {};
  const double rate = settings().descent.learning_rate;
  const char* loss = training_.diverged() ? "is no longer a finite number" : "is more than ten times that of the start";
  return diverged(
      learning_rate_too_large(training_.steps(), loss, rate),
      [](Settings& settings) -> double& { return settings.descent.learning_rate; }, rate / 10);
}

std::optional<NeuralNetwork::NeuronPlace> NeuralNetwork::place_of(std::ptrdiff_t neuron) const {
  const nn::Network<float>& network = training_.network();
  std::size_t number = 0;
  for (std::size_t i = 0; i < network.layer_count() && neuron >= 0; ++i) {
    if (!is_dense(network, i)) continue;
    const auto units = static_cast<std::ptrdiff_t>(network.biases(i).size());
    ++number;
    if (neuron < units) return NeuronPlace{i, neuron, std::to_string(number) + "." + std::to_string(neuron + 1)};
    neuron -= units;
  }
  return {};
}

std::optional<std::ptrdiff_t> NeuralNetwork::followed_example() const {
  if (settings().look.neurons == NeuronsShown::responses || examples() == 0) return {};
  return settings().look.example % examples();
}

// A weight was given a value: row the neuron, counted through all layers, column the input, one more for the bias.
bool NeuralNetwork::gesture(const Action& action) {
  const auto* edit = std::get_if<CellEdited>(&action.gesture);
  if (edit == nullptr || action.panel != "network" || edit->column < 0) return false;
  const std::optional<NeuronPlace> place = place_of(edit->row);
  if (!place) return false;
  const auto units = static_cast<std::ptrdiff_t>(training_.network().biases(place->layer).size());
  const std::ptrdiff_t inputs = static_cast<std::ptrdiff_t>(training_.network().weights(place->layer).size()) / units;
  if (edit->column > inputs) return false;
  const std::ptrdiff_t index =
      edit->column == inputs ? units * inputs + place->unit : place->unit * inputs + edit->column;
  if (!training_.edit(place->layer, static_cast<std::size_t>(index), edit->value)) return false;
  first_loss_ = std::max(first_loss_, training_.training_fit().loss);
  record_fit();
  return true;
}

void NeuralNetwork::describe(Snapshot& snapshot) const {
  const std::optional<NeuronPlace> neuron = table_ ? std::nullopt : shown_neuron();
  if (table_ && is_classification()) {
    describe_table(snapshot.plane("plane", "All samples", {.weight = 4, .help = kTableHelp}));
  } else if (table_) {
    describe_predictions(snapshot.plane("plane", "Prediction and target", {.weight = 4, .help = kPredictionsHelp}));
  } else {
    const std::string title = neuron              ? "Neuron " + neuron->name + " over the data"
                              : settings().others ? in_words(settings().network.layers)
                              : is_curve()        ? "Fit"
                                                  : "Decision";
    Plane& plane = snapshot.plane("plane", title, {.weight = 4, .help = kPlaneHelp});
    data().describe_axes(plane);
    if (is_curve() || !neuron) describe_answers(plane, training_.network());
    if (neuron) describe_neuron(plane, *neuron);
    data().describe_examples(plane);
    describe_followed(plane);
    describe_others(snapshot);
  }
  const NeuronsShown shown = settings().look.neurons;
  const std::optional<std::ptrdiff_t> example = followed_example();
  Network& panel = snapshot.network("network",
                                    !example                         ? "Network"
                                    : shown == NeuronsShown::forward ? "One example going forward"
                                                                     : "Its error going back",
                                    {.weight = 4,
                                     .help = !example                         ? kNetworkHelp
                                             : shown == NeuronsShown::forward ? kForwardHelp
                                                                              : kBackwardHelp});
  double example_loss = 0;
  if (example)
    example_loss = describe_example(panel, *example);
  else
    describe_network(panel);
  panel.picks_parameter = "neuron";
  describe_embedding(snapshot);
  const auto& best = training_.best();
  curves_.describe(snapshot, {.has_validation = training_.has_validation(),
                              .is_classification = is_classification(),
                              .best_epoch = best ? std::optional(best->epochs) : std::nullopt});
  describe_numbers(snapshot);
  if (example) snapshot.metric("example_loss", "loss of the example followed", example_loss);
}

void NeuralNetwork::describe_answers(Plane& plane, const nn::Network<float>& network) const {
  scores_->resize(views_->field.cells(), training_.code().outputs());
  network.predict(*field_pass_, views_->field_inputs, *scores_, &pool());
  is_curve() ? describe_curve(plane) : describe_field(plane);
}

void NeuralNetwork::describe_others(Snapshot& snapshot) const {
  if (!others_) return;
  int number = 2;
  for (const nn::SupervisedTraining& other : *others_) {
    const std::string id = std::to_string(number),
                      name = in_words(number == 2 ? settings().layers_2 : settings().layers_3);
    Plane& plane = snapshot.plane("plane_" + id, name, {.weight = 3, .help = kPlaneHelp});
    data().describe_axes(plane);
    plane.accepts_points = false;
    describe_answers(plane, other.network());
    data().describe_examples(plane);
    ++number;
  }
}

void NeuralNetwork::describe_table(Plane& plane) const {
  plane.axes({.label = "first principal component"}, {.label = "second principal component"});
  add_classes(plane, table_->training_places, table_->training_labels, table_->class_names);
  const ConstMatrixView<float> scores = training_.validation_scores();
  std::vector<double> x, y;
  std::vector<int> colors;
  for (std::ptrdiff_t i = 0; i < std::min(scores.rows, table_->validation.rows()); ++i) {
    const int label = table_->validation_labels[static_cast<std::size_t>(i)];
    if (training_.code().decide(scores.row(i)) == label) continue;
    x.push_back(table_->validation_places(i, 0));
    y.push_back(table_->validation_places(i, 1));
    colors.push_back(label);
  }
  plane.points("misclassified", {x, y}, {.colors = colors, .marker = Marker::cross, .size_px = 6});
}

void NeuralNetwork::describe_predictions(Plane& plane) const {
  const auto add = [&](const char* label, const Matrix<float>& X, std::span<const float> targets,
                       const PointStyle& style) {
    scores_->resize(X.rows(), training_.code().outputs());
    training_.network().predict(*field_pass_, X, *scores_, &pool());
    std::vector<double> x(targets.begin(), targets.end()), y;
    for (std::ptrdiff_t i = 0; i < X.rows(); ++i) y.push_back(static_cast<double>((*scores_)(i, 0)));
    plane.points(label, {x, y}, style);
    return std::pair(std::move(x), std::move(y));
  };
  const auto known = add("training", table_->training, table_->training_targets, {.size_px = 2.6f, .opacity = 0.8f});
  add("validation", table_->validation, table_->validation_targets,
      {.color = 1, .marker = Marker::ring, .size_px = 3.5f, .opacity = 0.9f});
  if (known.first.empty()) return;
  const auto [low, high] = std::minmax_element(known.first.begin(), known.first.end());
  const double margin = 0.1 * std::max(*high - *low, 0.1);
  const Range range{*low - margin, *high + margin};
  const std::string axis = table_->target + " (deviations from its mean)";
  plane.axes({.label = axis, .range = range}, {.label = "prediction", .range = range});
  const std::array<double, 2> ends{range.low, range.high};
  plane.line("exact", {ends, ends}, {.color = kColorMuted, .dashed = true});
}

void NeuralNetwork::name_inputs(NetworkLayer& inputs) const {
  for (std::size_t f = 0; f < inputs.neurons.size(); ++f)
    if (!table_)
      inputs.neurons[f].label.assign(label_of(data::kPlanarFeatures, features_[f]));
    else if (table_->side == 0 && f < table_->column_names.size())
      inputs.neurons[f].label.assign(table_->column_names[f]);
}

// + and − above the hidden layers and the output, and a switch for each input below.
void NeuralNetwork::describe_buttons(Network& panel) const {
  constexpr int kMostUnits = 100;
  constexpr std::size_t kMostLayers = 6;
  const std::vector<int>& layers = settings().network.layers;
  const auto list = [](const std::vector<int>& numbers) {
    std::string text;
    for (const int number : numbers) text += (text.empty() ? "" : ",") + std::to_string(number);
    return text;
  };
  for (std::size_t l = 0; l < layers.size(); ++l) {
    std::vector<int> fewer = layers, more = layers;
    --fewer[l];
    ++more[l];
    const int column = static_cast<int>(l) + 1;
    if (fewer[l] > 0) panel.button("−", "layers", list(fewer), column);
    if (more[l] <= kMostUnits) panel.button("+", "layers", list(more), column);
  }
  std::vector<int> longer = layers, shorter = layers;
  longer.push_back(layers.empty() ? 4 : layers.back());
  if (!layers.empty()) shorter.pop_back();
  const int output = static_cast<int>(layers.size()) + 1;
  if (!layers.empty()) panel.button("− layer", "layers", list(shorter), output);
  if (layers.size() < kMostLayers) panel.button("+ layer", "layers", list(longer), output);
  if (table_) return;
  for (std::size_t f = 0; f < data::kPlanarFeatures.size(); ++f) {
    const auto& [feature, id, label] = data::kPlanarFeatures[f];
    const bool is_on = settings().inputs.is_on[f];
    panel.button(label, id, is_on ? "false" : "true", -1, is_on);
  }
}

void NeuralNetwork::describe_field(Plane& plane) const {
  const OutputCode& code = training_.code();
  FieldLayer& field = plane.field("output", views_->field, Values(), {.discrete_classes = code.is_classification()});
  write_field_values(code, *scores_, field.values);
  if (code.outputs() > 1) {
    write_field_scores(*scores_, field);
    return;
  }
  plane.contours(code.is_classification() ? "decision boundary" : "output 0", views_->field,
                 Values::column(*scores_, 0));
  if (problem().surface != nullptr)
    plane.contours("law", views_->field, views_->law, {.levels = {-0.5, 0.5}, .color = kColorMuted});
}

void NeuralNetwork::describe_neuron(Plane& plane, const NeuronPlace& place) const {
  field_pass_->keep_pre_activations(true);
  training_.network().evaluate(*field_pass_, views_->field_inputs, &pool());
  const std::size_t behind = answers_of(training_.network(), place.layer);
  const Values answers = Values::column(field_pass_->activations(behind), place.unit);
  if (is_curve()) {
    plane.line("neuron " + place.name, {Values::column(views_->field_places, 0), answers}, {.color = 3});
    return;
  }
  plane.field("answer of " + place.name, views_->field, answers, {.color = symmetric_range(answers)});
  const ConstMatrixView<float> before =
      behind == place.layer ? field_pass_->pre_activations(place.layer) : field_pass_->activations(behind - 1);
  if (before.rows == views_->field.cells())
    plane.contours("its cut, z = 0", views_->field, Values::column(before, place.unit));
}

// Of classes, where there is a hidden layer.
void NeuralNetwork::describe_embedding(Snapshot& snapshot) const {
  const nn::Network<float>& network = training_.network();
  const std::size_t last = network.layer_count() - 1;
  if (!is_classification() || last == 0 || examples() == 0) return;
  network.evaluate(*activity_pass_, training_.training_inputs(), &pool());
  const ConstMatrixView<float> activations = activity_pass_->activations(last - 1);
  const bool has_one_cut = training_.code().outputs() == 1;
  Plane& plane = snapshot.plane("embedding", "In the last hidden layer",
                                {.weight = 2, .help = has_one_cut ? kEmbeddingHelp : kClassesApartHelp});
  if (has_one_cut)
    lectern::describe_embedding(plane, activations, network.weights(last), static_cast<double>(network.biases(last)[0]),
                                training_labels(), *embedding_room_);
  else
    describe_classes_apart(plane, activations, training_labels(), class_names(), *class_places_);
}

void NeuralNetwork::describe_followed(Plane& plane) const {
  const std::optional<std::ptrdiff_t> example = followed_example();
  if (!example || table_) return;
  const data::Dataset& set = data().training();
  const double x = static_cast<double>(set.X(*example, 0));
  const double y =
      static_cast<double>(is_curve() ? set.targets[static_cast<std::size_t>(*example)] : set.X(*example, 1));
  plane.point("example followed", x, y, {.color = kColorAccent, .marker = Marker::ring, .size_px = 10});
}

void NeuralNetwork::describe_curve(Plane& plane) const {
  const Values x = Values::column(views_->field_places, 0);
  plane.line("law", {x, views_->law}, {.color = kColorMuted, .dashed = true});
  plane.line("network", {x, Values::column(*scores_, 0)}, {.color = kColorAccent});
}

void NeuralNetwork::describe_network(Network& panel) const {
  const nn::Network<float>& network = training_.network();
  panel.fields(views_->responses, {-1, 1});
  panel.editable = true;
  describe_buttons(panel);
  const auto seen = std::min<std::ptrdiff_t>(examples(), kMostSamplesForMeans);
  const ConstMatrixView<float> inputs = training_.training_inputs().rows_range(0, seen);
  if (!table_) network.evaluate(*response_pass_, views_->response_inputs, &pool());
  const std::vector<double>& norms = dense_gradient_norms();
  if (seen > 0) network.evaluate(*activity_pass_, inputs, &pool());

  NetworkLayer& first = add_layer(panel,
                                  {.label = "inputs",
                                   .responses = table_ ? ConstMatrixView<float>() : views_->response_inputs.view(),
                                   .activations = inputs},
                                  static_cast<int>(network.input_shape().size()));
  name_inputs(first);
  std::size_t number = 0, units_before = 0;
  for (std::size_t i = 0; i < network.layer_count(); ++i) {
    if (!is_dense(network, i)) continue;
    const std::size_t answers = answers_of(network, i);
    const std::size_t units = network.biases(i).size();
    std::array<char, 32> label, note;
    std::snprintf(label.data(), label.size(), i + 1 == network.layer_count() ? "output" : "hidden %zu", number + 1);
    std::snprintf(note.data(), note.size(), "‖∂E/∂W‖ %.2g", norms[number]);
    add_layer(panel,
              {.label = label.data(),
               .note = note.data(),
               .responses = table_ ? ConstMatrixView<float>() : response_pass_->activations(answers),
               .activations = seen > 0 ? activity_pass_->activations(answers) : ConstMatrixView<float>(),
               .gradients = updates_.gradients(units_before, units),
               .dropped = updates_.dropped(units_before, units),
               .weights = network.weights(i),
               .biases = network.biases(i)},
              static_cast<int>(units));
    units_before += units;
    ++number;
  }
}

double NeuralNetwork::describe_example(Network& panel, std::ptrdiff_t example) const {
  const bool forward = settings().look.neurons == NeuronsShown::forward;
  const nn::Network<float>& network = training_.network();
  const ConstMatrixView<float> input = training_.training_inputs().rows_range(example, 1);
  network.evaluate(*example_pass_, input, &pool());
  Matrix<float> target;
  if (is_classification()) {
    training_.code().encode(training_labels().subspan(static_cast<std::size_t>(example), 1), target);
  } else {
    target.resize(1, 1);
    const std::vector<float>& targets = table_ ? table_->training_targets : data().training().targets;
    target(0, 0) = targets[static_cast<std::size_t>(example)];
  }
  const double loss = training_.code().cost(example_pass_->output(), target, example_pass_->output_gradient());
  network.backward_to_input(*example_pass_, &pool());

  double largest = 0;
  const auto add = [&](std::string_view label, std::string_view note, ConstMatrixView<float> activations,
                       ConstMatrixView<float> errors, Values weights) -> NetworkLayer& {
    NetworkLayer& layer = panel.layer(label, static_cast<int>(activations.cols), weights, note);
    for (std::size_t unit = 0; unit < layer.neurons.size(); ++unit) {
      const auto column = static_cast<std::ptrdiff_t>(unit);
      Neuron& neuron = layer.neurons[unit];
      neuron.activation = activations(0, column);
      neuron.gradient = errors(0, column);
      neuron.field.assign(1, forward ? neuron.activation : neuron.gradient);
      largest = std::max(largest, std::fabs(static_cast<double>(neuron.field[0])));
    }
    return layer;
  };
  panel.one_example = true;
  name_inputs(add("inputs", "", input, example_pass_->input_gradient(), Values()));
  ConstMatrixView<float> before = input;
  std::size_t number = 0;
  std::vector<float> gradient;
  std::array<char, 48> label, note;
  for (std::size_t i = 0; i < network.layer_count(); ++i) {
    if (!is_dense(network, i)) continue;  // dropout lets everything pass here
    const ConstMatrixView<float> activations = example_pass_->activations(answers_of(network, i)),
                                 errors = example_pass_->errors(i);
    double squares = 0;
    gradient.clear();
    for (std::ptrdiff_t unit = 0; unit < errors.cols; ++unit)
      for (std::ptrdiff_t from = 0; from < before.cols; ++from) {
        gradient.push_back(errors(0, unit) * before(0, from));
        squares += static_cast<double>(gradient.back()) * static_cast<double>(gradient.back());
      }
    ++number;
    std::snprintf(label.data(), label.size(), i + 1 == network.layer_count() ? "output" : "hidden %zu", number);
    std::snprintf(note.data(), note.size(), "‖∂E/∂W‖ %.2g", std::sqrt(squares));
    NetworkLayer& layer =
        add(label.data(), note.data(), activations, errors, forward ? Values(network.weights(i)) : Values(gradient));
    for (std::size_t unit = 0; unit < layer.neurons.size(); ++unit) layer.neurons[unit].bias = network.biases(i)[unit];
    before = activations;
  }
  const double range = largest > 0 ? largest : 1;
  const Range x = data().x_range(), y = data().y_range();
  panel.field_rows = panel.field_cols = 1;
  panel.field_x = x;
  panel.field_y = y;
  panel.field_color = {-range, range};
  return loss;
}

void NeuralNetwork::describe_numbers(Snapshot& snapshot) const {
  const bool classes = is_classification();
  Numbers numbers = snapshot.numbers(
      "Numbers",
      {.help = classes ? "Loss and accuracy on the training data and on the validation data, which are held out."
                       : "Loss and R² on the training data and on the validation data, which are held out."});
  const bool has_points = examples() > 0;
  if (!has_points) numbers.warning("No points yet: drop a file, or choose a class beside the picture and tap into it.");
  if (lacks_table())
    numbers.warning("There is no table yet: drop one on the page. Until then the network sees points of the plane.");
  if (leaves_table()) numbers.warning("Your table is not used: under “All columns of” another one is chosen.");
  if (training_.finished()) numbers.paragraph("The training has ended with the weights of the least validation loss.");
  const auto size = static_cast<double>(training_.network().parameters().size());
  const nn::Fit &training = training_.training_fit(), &validation = training_.validation_fit();
  const char* none_held_out = training_.has_validation() ? "" : kNoneHeldOut;
  numbers.add("validation_agreement", classes ? "validation accuracy" : "validation R²", validation.agreement,
              {.note = none_held_out});
  numbers.add("training_agreement", classes ? "training accuracy" : "training R²", training.agreement);
  numbers.add("validation_loss", validation.loss, {.note = none_held_out});
  numbers.add("training_loss", training.loss);
  if (has_points && !classes && std::isnan(training.agreement))
    numbers.paragraph("R² needs values that differ; all training values are equal.");
  if (training_.best()) {
    numbers.add("least_validation_loss", "least validation loss", training_.best()->loss);
    numbers.add("best_epoch", "at epoch", training_.best()->epochs, {.digits = 4});
  }
  for (std::size_t i = 0; others_ && i < others_->size(); ++i) {
    const nn::SupervisedTraining& other = (*others_)[i];
    const std::string id = std::to_string(i + 2);
    numbers.heading(in_words(i == 0 ? settings().layers_2 : settings().layers_3))
        .add("training_agreement_" + id, classes ? "its training accuracy" : "its training R²",
             other.training_fit().agreement)
        .add("validation_agreement_" + id, classes ? "its validation accuracy" : "its validation R²",
             other.validation_fit().agreement);
  }
  numbers.add("epoch", training_.epochs(), {.digits = 6});
  numbers.add("parameters", size, {.digits = 0});
}

const RegisterDemo<NeuralNetwork> registered{{
    .id = "neural-network",
    .title = "Neural network",
    .lecture = 5,
    .row = "R20",
    .summary =
        "A network learns classes or a law from points of the plane, with every neuron and weight at work in view.",
    .sources = {"Rumelhart, Hinton, Williams, Learning representations by back-propagating errors, Nature 323 (1986)",
                "Goodfellow, Bengio, Courville, Deep Learning (2016), ch. 6-8"},
    .steps_per_second = 45,
}};

}  // namespace
}  // namespace lectern
