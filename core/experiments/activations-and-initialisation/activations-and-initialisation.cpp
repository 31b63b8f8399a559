// A batch goes forward through a deep network that was just drawn, and an error goes back: how large both are in every
// layer, which share of the neurons is saturated, and what is left of the gradient in the first layer, for every
// activation with every initialisation; with normalisation and residual connections. Then the networks are trained.
// Lecture row R23.
// Sources: Glorot, Bengio, Understanding the difficulty of training deep feedforward neural networks (2010); He et al.,
// Delving deep into rectifiers (2015); Ioffe, Szegedy, Batch normalization (2015); Ba, Kiros, Hinton, Layer
// normalization (2016).

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/experiments/activations-and-initialisation/training_race.h"
#include "core/lab/demo.h"
#include "core/lab/history.h"
#include "core/math/elementary.h"
#include "core/ml/nn/deep_signal.h"

namespace lectern {
namespace {

constexpr std::size_t kActivations = nn::kHiddenActivations.size();
constexpr std::size_t kStarts = nn::kNormalInitialisations.size();
constexpr std::size_t kPairs = kActivations * kStarts;
constexpr double kLearned = 0.5;  // of the cost of an answer of 0
constexpr double kHealthy = 2;    // log₁₀: neither signal nor gradient changes more than a hundredfold
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

constexpr const char* kBackwardHelp =
    "The gradient ∂E/∂z by what enters the activations of each layer, root mean square, in units of that of the last layer; "
    "of all activations with the chosen initialisation. It comes from the right. A level line is healthy; falling to the "
    "left it vanishes, rising it explodes.";
constexpr const char* kForwardHelp =
    "What the layers put out, root mean square; the inputs have 1. A signal that fades carries nothing to the last layer.";
constexpr const char* kMatrixHelp =
    "log₁₀ of the gradient ∂E/∂z in the first layer over that in the last. 0: equally large. Below −2 it vanishes, above 2 "
    "it explodes. “–”: none arrives, or it was not measured yet.";
constexpr const char* kShapeHelp =
    "The chosen activation and its derivative. On its way back an error is multiplied by the derivative in every layer.";
constexpr const char* kHistogramHelp =
    "How the inputs z of the chosen activation are distributed in each layer. Where they lie in the flat parts of the "
    "activation, its neurons are saturated. What is beyond ±5 counts at the edge.";
constexpr const char* kSaturatedHelp =
    "Share of neurons and examples whose derivative is below a twentieth of its largest value: the tails of sigmoid and "
    "tanh, the negative side of ReLU. These pass no error on.";

constexpr const char* kTrainingHelp =
    "Mean of (ŷ − t)² over 128 points, t = 1 inside a circle and −1 outside, with every activation from the chosen "
    "start. An answer of 0 everywhere costs 1. A curve that ends was no longer finite.";

double log10_of(double x) { return math::log(x) / math::log(10.0); }

enum class Looked { start, training };

struct Settings {
  Looked looked = Looked::start;
  nn::ActivationKind activation = nn::ActivationKind::sigmoid;
  double negative_slope = 0.01, beta = 1;
  nn::InitialisationKind initialisation = nn::InitialisationKind::glorot_normal;
  double scale = 0.1;
  int depth = 30, width = 48;
  nn::Normalisation normalisation = nn::Normalisation::none;
  bool residual = false;
  double learning_rate = 0.003;
};

// What was measured of one activation with one initialisation: sums over draws, L numbers each.
struct Measured {
  int draws = 0;
  std::vector<double> forward, gradient, weight_gradient;  // log₁₀
  std::vector<double> saturated;
  std::vector<float> histograms;  // L × kBins, of the last draw

  auto state() const { return std::tie(draws, forward, gradient, weight_gradient, saturated, histograms); }
};

class ActivationsAndInitialisation final : public Demo<ActivationsAndInitialisation, Settings> {
 public:
  static Schema<Settings> schema() {
    Schema<Settings> schema;
    return schema.group("Looked at")
        .choice(&Settings::looked, "looked", "Networks",
                {{Looked::start, "start", "Just drawn, again and again"},
                 {Looked::training, "training", "In training, from one start"}})
        .help("A step draws the weights of one network anew, or it is an update of the networks of all activations.")
        .choice(&Settings::activation, "activation", glossary_label("activation"), nn::kHiddenActivations)
        .live()
        .help("Of which activation the details are shown.")
        .choice(&Settings::initialisation, "initialisation", glossary_label("initialisation"),
                nn::kNormalInitialisations)
        .live()
        .help("How the weights start: zero; N(0, scale²); Glorot, variance 1/N in layers of N neurons; He, 2/N.")
        .group("Network")
        .integer(&Settings::depth, "depth", {2, 50})
        .help("Layers between input and output, all alike.")
        .integer(&Settings::width, "layer_width", "Neurons a layer", {8, 64})
        .help("And as many inputs.")
        .real(&Settings::scale, "scale", "Scale of the weights", {0.001, 10})
        .logarithmic()
        .help("Standard deviation of the weights of the initialisation “Normal”.")
        .real(&Settings::negative_slope, "negative_slope", "Slope below zero", {0, 1})
        .help("γ of leaky ReLU, max(z, γz): 0 is ReLU, 1 is linear.")
        .real(&Settings::beta, "beta", "Sharpness β", {0.1, 50})
        .logarithmic()
        .help("Of softplus, log(1 + exp(βz))/β: the larger, the closer to ReLU.")
        .choice(&Settings::normalisation, "normalisation", "Normalisation", nn::kNormalisations)
        .help("Makes the inputs of the activations of mean 0 and deviation 1: each neuron's over the batch, or each "
              "example's over the layer.")
        .boolean(&Settings::residual, "residual", "Residual connections")
        .help("Each layer adds its answer to its input, which goes around it.")
        .group("Training")
        .real(&Settings::learning_rate, "learning_rate", {1e-4, 0.1})
        .logarithmic()
        .live()
        .help("Of Adam. An update looks at all points.")
        .shown_when(&Settings::looked, {Looked::training});
  }

  explicit ActivationsAndInitialisation(const Start& start) : Demo(start), rng_(rng("draws")), pairs_(kPairs) {
    const std::size_t layers = static_cast<std::size_t>(settings().depth);
    for (Measured& pair : pairs_) {
      pair.forward.resize(layers);
      pair.gradient.resize(layers);
      pair.weight_gradient.resize(layers);
      pair.saturated.resize(layers);
      pair.histograms.resize(layers * nn::DeepSignal::kBins);
    }
    if (trains())
      begin_training();
    else
      measure(chosen());
  }

  // One draw of one pair, in turn; or an update of all networks.
  void step() override {
    if (!trains()) return measure(static_cast<std::size_t>(steps_++ % kPairs));
    race_.step(settings().learning_rate, pool());
    record();
  }
  void settings_changed(const Settings& before) {
    if (trains() && settings().initialisation != before.initialisation) begin_training();
  }

  auto state() const { return std::tuple(std::tie(pairs_, steps_, race_), unhashed(costs_)); }

  void describe(Snapshot& snapshot) const override {
    if (trains()) describe_training(snapshot);
    describe_layers(snapshot);
    if (!trains()) describe_numbers(snapshot);
    if (!trains()) describe_matrix(snapshot);
    describe_shape(snapshot);
    describe_inputs(snapshot);
  }

  SeedUse seeds() const override { return {.run = true, .data = trains()}; }

 private:
  bool trains() const { return settings().looked == Looked::training; }
  static std::size_t pair_of(std::size_t activation, std::size_t start) { return activation * kStarts + start; }
  std::size_t activation() const {
    std::size_t at = 0;
    while (nn::kHiddenActivations[at].value != settings().activation) ++at;
    return at;
  }
  std::size_t start() const {
    std::size_t at = 0;
    while (nn::kNormalInitialisations[at].value != settings().initialisation) ++at;
    return at;
  }
  std::size_t chosen() const { return pair_of(activation(), start()); }
  nn::Activation activation_of(nn::ActivationKind kind) const {
    return {.kind = kind, .negative_slope = settings().negative_slope, .beta = settings().beta};
  }

  nn::DeepPlan plan_of(std::size_t pair) const {
    nn::DeepPlan plan{.layers = settings().depth, .width = settings().width};
    plan.activation = activation_of(nn::kHiddenActivations[pair / kStarts].value);
    plan.initialisation = {nn::kNormalInitialisations[pair % kStarts].value, settings().scale};
    plan.normalisation = settings().normalisation;
    plan.residual = settings().residual;
    return plan;
  }
  // Networks of all activations from the chosen start, and what arrives in them before the first update.
  void begin_training() {
    std::array<nn::Activation, kActivations> activations;
    for (std::size_t a = 0; a < kActivations; ++a) {
      activations[a] = activation_of(nn::kHiddenActivations[a].value);
      if (pairs_[pair_of(a, start())].draws == 0) measure(pair_of(a, start()));
    }
    race_.begin(plan_of(chosen()), activations, rng("networks"), data_rng("points"));
    costs_.clear();
  }
  void record() {
    std::array<double, kActivations> costs;
    for (std::size_t a = 0; a < kActivations; ++a) costs[a] = race_.cost(a);
    costs_.record(static_cast<double>(race_.updates()), costs);
  }

  void measure(std::size_t pair) {
    Measured& measured = pairs_[pair];
    signals_->resize(static_cast<std::size_t>(settings().depth));
    network_->propagate(plan_of(pair), rng_.split(pair).split(static_cast<std::uint64_t>(measured.draws)), *signals_,
                        measured.histograms);
    ++measured.draws;
    for (std::size_t l = 0; l < signals_->size(); ++l) {
      const nn::LayerSignal& signal = (*signals_)[l];
      measured.forward[l] += log10_of(signal.forward);
      measured.gradient[l] += log10_of(signal.backward);
      measured.weight_gradient[l] += log10_of(signal.gradient);
      measured.saturated[l] += signal.saturated;
    }
  }

  // Means over the draws; NaN: nothing passes, or nothing was measured.
  double forward(std::size_t pair, std::size_t layer) const {
    return known(pairs_[pair].forward[layer] / pairs_[pair].draws);
  }
  double gradient(std::size_t pair, std::size_t layer) const {
    const Measured& measured = pairs_[pair];
    return known((measured.gradient[layer] - measured.gradient.back()) / measured.draws);
  }
  double weight_gradient(std::size_t pair) const {
    const Measured& measured = pairs_[pair];
    return known((measured.weight_gradient.front() - measured.weight_gradient.back()) / measured.draws);
  }
  bool is_healthy(std::size_t pair) const {
    return std::fabs(gradient(pair, 0)) <= kHealthy &&
           std::fabs(forward(pair, static_cast<std::size_t>(settings().depth) - 1)) <= kHealthy;
  }
  double saturated(std::size_t pair, std::size_t layer) const {
    return known(pairs_[pair].saturated[layer] / pairs_[pair].draws);
  }
  static double known(double x) { return std::isfinite(x) ? x : kUnknown; }

  template <typename Quantity>
  void add_lines(Plane& plane, const Quantity& quantity) const {
    for (std::size_t a = 0; a < kActivations; ++a) {
      LineLayer& line = plane.line(nn::kHiddenActivations[a].label, Places(),
                                   {.color = static_cast<int>(a), .width_px = a == activation() ? 4.0f : 1.5f});
      for (std::size_t l = 0; l < static_cast<std::size_t>(settings().depth); ++l) {
        line.x.push_back(static_cast<float>(l + 1));
        line.y.push_back(static_cast<float>(quantity(pair_of(a, start()), l)));
      }
    }
  }

  void describe_training(Snapshot& snapshot) const;
  void describe_layers(Snapshot& snapshot) const;
  void describe_numbers(Snapshot& snapshot) const;
  void describe_matrix(Snapshot& snapshot) const;
  void describe_shape(Snapshot& snapshot) const;
  void describe_inputs(Snapshot& snapshot) const;

  Rng rng_;
  std::vector<Measured> pairs_;  // activation by activation
  std::int64_t steps_ = 0;
  activations::TrainingRace race_;
  History costs_{kActivations};
  Scratch<nn::DeepSignal> network_;
  Scratch<std::vector<nn::LayerSignal>> signals_;
  Scratch<std::vector<double>> cells_;
};

void ActivationsAndInitialisation::describe_training(Snapshot& snapshot) const {
  Plane& plane = snapshot.curves("training", "Cost while training", {.weight = 4, .help = kTrainingHelp});
  plane.axes({.label = "updates"}, {.label = "cost", .range = {0, 1.5}});
  for (std::size_t a = 0; a < kActivations; ++a)
    plane.line(nn::kHiddenActivations[a].label, costs_, a,
               {.color = static_cast<int>(a), .width_px = a == activation() ? 4.0f : 1.5f});
  plane.level("", 1);
  int learned = 0;
  for (std::size_t a = 0; a < kActivations; ++a) learned += race_.cost(a) < kLearned;
  const std::size_t a = activation(), pair = chosen();
  Numbers numbers =
      snapshot.numbers("In training", {.weight = 2, .help = "Of the chosen activation and initialisation."});
  numbers.add("training_cost", "cost", race_.cost(a), {.digits = 3})
      .add("log_gradient_ratio", "log₁₀ gradient, first / last, at first", gradient(pair, 0), {.digits = 3})
      .add("different_neurons", "different neurons, first layer", race_.different_neurons(a),
           {.digits = 0, .note = "of " + std::to_string(settings().width)})
      .add("networks_learning", "activations below half the cost", learned, {.digits = 0, .note = "of 8"})
      .add("updates", static_cast<double>(race_.updates()), {.digits = 0});
}

void ActivationsAndInitialisation::describe_layers(Snapshot& snapshot) const {
  const AxisText layers{.label = "layer", .range = {1, static_cast<double>(settings().depth)}};
  Plane& backward = snapshot.plane("gradients", "Gradient in each layer", {.weight = 4, .help = kBackwardHelp});
  backward.axes(layers, {.label = "log₁₀ of ∂E/∂z"});
  add_lines(backward, [this](std::size_t pair, std::size_t layer) { return gradient(pair, layer); });
  backward.level("", 0);
  Plane& forwards = snapshot.plane("signals", "Signal in each layer", {.weight = 2, .help = kForwardHelp});
  forwards.axes(layers, {.label = "log₁₀ of signal"});
  add_lines(forwards, [this](std::size_t pair, std::size_t layer) { return forward(pair, layer); });
  forwards.level("", 0);
}

void ActivationsAndInitialisation::describe_numbers(Snapshot& snapshot) const {
  const std::size_t pair = chosen(), last = static_cast<std::size_t>(settings().depth) - 1;
  const double ratio = gradient(pair, 0);
  int healthy = 0;
  for (std::size_t p = 0; p < kPairs; ++p) healthy += is_healthy(p);
  Numbers numbers = snapshot.numbers("Numbers", {.weight = 2, .help = "Of the chosen activation and initialisation."});
  numbers.add("log_gradient_ratio", "log₁₀ gradient, first / last", ratio, {.digits = 3})
      .add("gradient_factor", "gradient, times a layer", math::exp(ratio / static_cast<double>(last) * math::log(10.0)),
           {.digits = 3})
      .add("log_signal", "log₁₀ signal, last layer", forward(pair, last), {.digits = 3})
      .add("log_weight_gradient", "log₁₀ of ∂E/∂W, first / last", weight_gradient(pair), {.digits = 3})
      .add("saturated_first", "saturated, first layer", saturated(pair, 0), {.digits = 3})
      .add("saturated_last", "saturated, last layer", saturated(pair, last), {.digits = 3})
      .add("healthy_pairs", "healthy pairs", healthy, {.digits = 0, .note = "of 32"})
      .add("draws", "draws of the weights", pairs_[pair].draws, {.digits = 0});
  const double signal = forward(pair, last);
  if (pairs_[pair].draws == 0)
    numbers.paragraph("Not measured yet: play.");
  else
    numbers
        .paragraph(std::isnan(ratio)   ? "No gradient arrives."
                   : ratio < -kHealthy ? "The gradient vanishes."
                   : ratio > kHealthy  ? "The gradient explodes."
                                       : "The gradient is healthy.")
        .paragraph(std::isnan(signal)   ? "No signal arrives."
                   : signal < -kHealthy ? "The signal fades."
                   : signal > kHealthy  ? "The signal explodes."
                                        : "The signal is healthy.");
}

void ActivationsAndInitialisation::describe_matrix(Snapshot& snapshot) const {
  MatrixCells& cells = snapshot.matrix("pairs", "Gradient, first / last layer", {.weight = 3, .help = kMatrixHelp});
  cells_->clear();
  for (std::size_t pair = 0; pair < kPairs; ++pair) cells_->push_back(gradient(pair, 0));
  cells.cells(kActivations, kStarts, *cells_, {.decimals = 1, .map = ColorMap::diverging, .color = {-6, 6}});
  cells.row_labels.resize(kActivations);
  cells.col_labels.resize(kStarts);
  for (std::size_t a = 0; a < kActivations; ++a) cells.row_labels[a] = nn::kHiddenActivations[a].label;
  for (std::size_t s = 0; s < kStarts; ++s) cells.col_labels[s] = nn::kNormalInitialisations[s].label;
  cells.row_title = "activation";
  cells.col_title = "initialisation";
}

void ActivationsAndInitialisation::describe_shape(Snapshot& snapshot) const {
  constexpr int kPlaces = 201;
  std::array<double, kPlaces> z{}, value{}, slope{};
  for (std::size_t i = 0; i < kPlaces; ++i) z[i] = 10.0 * static_cast<double>(i) / (kPlaces - 1) - 5;
  slope.fill(1);
  const nn::Activation shown = activation_of(settings().activation);
  const ConstMatrixView<double> inputs(z.data(), 1, kPlaces);
  nn::activate<double>(shown, inputs, {value.data(), 1, kPlaces});
  nn::activation_gradient<double>(shown, inputs, {value.data(), 1, kPlaces}, {slope.data(), 1, kPlaces});
  Plane& plane = snapshot.plane("shape", "σ and σ′", {.weight = 2, .help = kShapeHelp});
  plane.axes({.label = "z", .range = {-5, 5}}, {.label = "σ, σ′", .range = {-1.5, 3}});
  plane.line("σ(z)", {z, value}, {.color = static_cast<int>(activation()), .width_px = 3});
  plane.line("σ′(z)", {z, slope}, {.color = kColorForeground, .dashed = true});
}

void ActivationsAndInitialisation::describe_inputs(Snapshot& snapshot) const {
  const double layers = settings().depth;
  const Range z{-nn::DeepSignal::kLargest, nn::DeepSignal::kLargest};
  Plane& inputs = snapshot.plane("inputs", "Inputs z of the activations", {.weight = 2, .help = kHistogramHelp});
  inputs.axes({.label = "layer", .range = {0.5, layers + 0.5}}, {.label = "z", .range = z});
  const PlanarGrid grid{nn::DeepSignal::kBins, settings().depth, {0.5, layers + 0.5}, z};
  cells_->resize(static_cast<std::size_t>(grid.cells()));
  const std::vector<float>& histograms = pairs_[chosen()].histograms;
  for (std::size_t bin = 0; bin < static_cast<std::size_t>(grid.rows); ++bin)
    for (std::size_t layer = 0; layer < static_cast<std::size_t>(grid.cols); ++layer)
      (*cells_)[bin * static_cast<std::size_t>(grid.cols) + layer] =
          static_cast<double>(histograms[layer * nn::DeepSignal::kBins + bin]);
  inputs.field("share", grid, *cells_, {.color = {0, 0.2}, .map = ColorMap::viridis});

  Plane& shares = snapshot.plane("saturated", "Saturated in each layer", {.weight = 2, .help = kSaturatedHelp});
  shares.axes({.label = "layer", .range = {1, layers}}, {.label = "share", .range = {0, 1.02}});
  add_lines(shares, [this](std::size_t pair, std::size_t layer) { return saturated(pair, layer); });
}

const RegisterDemo<ActivationsAndInitialisation> registered{{
    .id = "activations-and-initialisation",
    .title = "Activations and initialisation",
    .lecture = 5,
    .row = "R23",
    .summary = "What fifty layers leave of a signal and of a gradient: vanishing, exploding or healthy, pair by pair.",
    .sources = {"X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward neural networks, "
                "AISTATS 2010",
                "K. He et al., Delving deep into rectifiers, ICCV 2015",
                "S. Ioffe, C. Szegedy, Batch normalization, ICML 2015",
                "J. L. Ba, J. R. Kiros, G. E. Hinton, Layer normalization, arXiv:1607.06450 (2016)"},
    .steps_per_second = 10,
}};

}  // namespace
}  // namespace lectern
