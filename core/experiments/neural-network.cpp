// A feed-forward network learns classes or a law from points of the plane, in the open: the decision
// field with the data on top, every neuron's own response, weights as edges, loss, accuracy and gradients.
// Lecture row R20.
// Sources: Rumelhart, Hinton, Williams, Learning representations by back-propagating errors, Nature 323
// (1986); Goodfellow, Bengio, Courville, Deep Learning (2016), ch. 6-8.

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/data/planar_features.h"
#include "core/lab/describe/network_layer.h"
#include "core/lab/describe/planar.h"
#include "core/lab/describe/text.h"
#include "core/lab/describe/training_curves.h"
#include "core/lab/network_parameters.h"
#include "core/lab/registry.h"
#include "core/lab/text.h"
#include "core/ml/nn/supervised_training.h"
#include "core/parts/network_settings.h"
#include "core/parts/planar_data.h"

namespace lectern {
namespace {

using data::PlanarFeature;
using nn::OutputCode;

constexpr const char* kPlaneHelp =
    "What the network answers everywhere, paler where it is unsure. Full circles are learned from, rings are kept back.";
constexpr const char* kNetworkHelp =
    "Each square is what a neuron answers over the same plane; each edge a weight, coloured by sign, thick where large.";

constexpr std::ptrdiff_t kMostSamplesForMeans = 256;
constexpr double kRuined = 10;  // times the loss of the start

// Labels of the random streams.
constexpr std::uint64_t kWeights = 1;
constexpr std::uint64_t kTraining = 2;

ParameterSchema make_schema() {
  ParameterSchema schema(1);
  add_planar_data_parameters(schema, {.data = "spirals", .n = 500, .noise = 0.04, .regression = true});
  add_input_parameters(schema);
  add_network_parameters(schema, {16, 16});
  schema.group("Training")
      .choice("loss", "Cost of a class", {{"cross_entropy", "Cross-entropy"}, {"squared", "Squared"}, {"hinge", "Hinge"}},
              "cross_entropy")
      .help("Cross-entropy fits probabilities; squared error and hinge fit scores of ±1.")
      .shown_when("data", planar_class_sets())
      .choice("regression_loss", "Cost of a value", {{"squared", "Squared"}, {"absolute", "Absolute"}}, "squared")
      .help("Absolute error cares less about outliers.")
      .shown_when("data", {"law_1d", "law_2d", "file"});
  add_optimizer_parameters(schema, 0.01, 32);
  add_stopping_parameters(schema);
  return schema;
}

// Pictures are drawn many times a second: coarser where the network is large.
int field_side(std::size_t parameters) {
  return std::clamp(static_cast<int>(std::sqrt(3e6 / static_cast<double>(parameters))), 24, 64);
}
int response_side(int neurons) { return neurons <= 64 ? 24 : neurons <= 256 ? 16 : 10; }

class NeuralNetwork final : public Experiment {
 public:
  NeuralNetwork(const ExperimentStart& start, PlanarData data, std::vector<PlanarFeature> features,
                const OutputCode& code, nn::Network<float> network)
      : data_(std::move(data)),
        features_(std::move(features)),
        pool_(start.pool),
        training_(std::move(network), code, make_optimizer(start.parameters),
                  start.parameters.boolean("full_batch") ? kMaximumPlanarSamples + int{kMaximumDrawnPoints}
                                                         : start.parameters.integer("batch_size"),
                  make_stopping(start.parameters), Rng(start.seed).split(kTraining), &start.pool),
        curves_(start.parameters.integer_list("layers").size() + 1) {
    Matrix<float> X, T;
    encode(data_.validation(), X, T);
    training_.set_validation_data(std::move(X), std::move(T));
    take_training_data();
    make_grids();
  }

  void step() override {
    training_.step();
    if (training_.diverged()) return;
    curves_.record_gradients(training_.epochs(), training_.gradient_norms());
    if (training_.checked()) record_fit();
  }

  void tune(const ParameterSet& parameters) override { training_.optimizer() = make_optimizer(parameters); }
  bool act(const Action& action) override {
    if (!data_.act(action)) return false;
    take_training_data();
    return true;
  }
  void describe(Snapshot& snapshot) const override;
  void hash_state(StateHasher& hasher) const override { training_.hash_state(hasher); }
  bool finished() const override { return training_.finished(); }
  std::optional<Divergence> divergence() const override;
  std::unique_ptr<Experiment> clone() const override { return std::make_unique<NeuralNetwork>(*this); }
  std::span<const DrawnPoint> drawn_points() const override { return data_.drawn_points(); }
  std::vector<std::string> file_shapes() const override { return data_.file_shapes(); }

 private:
  const data::PlanarProblem& problem() const { return data_.problem(); }
  bool is_curve() const { return problem().is_curve(); }

  void encode(const data::Dataset& set, Matrix<float>& X, Matrix<float>& T) const;
  void take_training_data();
  void record_fit();
  void make_grids();

  void describe_plane(Plane& plane) const;
  void describe_field(Plane& plane) const;
  void describe_curve(Plane& plane) const;
  void describe_network(Network& panel) const;
  void describe_numbers(Snapshot& snapshot) const;

  PlanarData data_;
  std::vector<PlanarFeature> features_;
  ThreadPool& pool_;
  nn::SupervisedTraining training_;
  double first_loss_ = 0;  // the largest that new data began with
  TrainingCurves curves_;

  PlanarGrid field_grid_, response_grid_;
  Matrix<float> field_places_, field_inputs_, response_inputs_;
  std::vector<float> law_values_;  // over field_places_; empty for classes
  // Room for pictures; nothing that later steps depend on.
  mutable nn::Pass<float> field_pass_, response_pass_, activity_pass_;
  mutable Matrix<float> scores_;
};

void NeuralNetwork::encode(const data::Dataset& set, Matrix<float>& X, Matrix<float>& T) const {
  map_features(set.X, features_, X);
  if (problem().is_classification()) return training_.code().encode(set.labels, T);
  T.resize(set.size(), 1);
  std::copy(set.targets.begin(), set.targets.end(), T.data());
}

void NeuralNetwork::take_training_data() {
  Matrix<float> X, T;
  encode(data_.training(), X, T);
  training_.set_training_data(std::move(X), std::move(T));
  first_loss_ = std::max(first_loss_, training_.training_fit().loss);
  record_fit();
}

void NeuralNetwork::record_fit() {
  const nn::Fit &training = training_.training_fit(), &validation = training_.validation_fit();
  curves_.record_fit(training_.epochs(), {training.loss, training.agreement}, {validation.loss, validation.agreement},
                     training_.has_validation());
}

void NeuralNetwork::make_grids() {
  const Range x = data_.x_range(), y = data_.y_range();
  int neurons = 0;
  for (std::size_t i = 0; i < training_.network().layer_count(); ++i)
    neurons += static_cast<int>(training_.network().biases(i).size());
  const int fine = field_side(training_.network().parameters().size()), coarse = response_side(neurons);
  field_grid_ = {is_curve() ? 1 : fine, is_curve() ? 4 * fine : fine, x, y};
  response_grid_ = {is_curve() ? 1 : coarse, coarse, x, y};
  field_grid_.centres(field_places_);
  map_features(field_places_, features_, field_inputs_);
  Matrix<float> centres;
  response_grid_.centres(centres);
  map_features(centres, features_, response_inputs_);
  if (problem().curve == nullptr && problem().surface == nullptr) return;
  for (std::ptrdiff_t i = 0; i < field_places_.rows(); ++i) {
    const double x1 = field_places_(i, 0), x2 = field_places_(i, 1);
    law_values_.push_back(static_cast<float>(is_curve() ? problem().curve->value(x1) : problem().surface->value(x1, x2)));
  }
}

std::optional<Divergence> NeuralNetwork::divergence() const {
  const double rate = training_.optimizer().learning_rate;
  if (training_.diverged()) return learning_rate_too_large(training_.steps(), "is no longer a finite number", rate);
  if (first_loss_ <= 0 || !(training_.training_fit().loss > kRuined * first_loss_)) return {};
  return learning_rate_too_large(training_.steps(), "is more than ten times that of the start", rate);
}

void NeuralNetwork::describe(Snapshot& snapshot) const {
  scores_.resize(field_grid_.cells(), training_.code().outputs());
  training_.network().predict(field_pass_, field_inputs_, scores_, &pool_);
  describe_plane(snapshot.add_panel<Plane>("plane", is_curve() ? "Fit" : "Decision", 4, kPlaneHelp));
  describe_network(snapshot.add_panel<Network>("network", "Network", 4, kNetworkHelp));
  curves_.describe(snapshot, {training_.has_validation(), problem().is_classification(), training_.best().has_value(),
                              training_.best() ? training_.best()->epochs : 0});
  describe_numbers(snapshot);
}

void NeuralNetwork::describe_plane(Plane& plane) const {
  data_.describe_axes(plane);
  if (is_curve())
    describe_curve(plane);
  else
    describe_field(plane);
  data_.describe_examples(plane);
}

void NeuralNetwork::describe_field(Plane& plane) const {
  const OutputCode& code = training_.code();
  FieldLayer& field = add_field(plane, "output", field_grid_, {-1, 1}, ColorMap::diverging);
  field.discrete_classes = code.is_classification();
  code.picture(scores_, field.values);
  if (code.outputs() > 1) return;
  ContourLayer& border = add_contour(plane, "border", field_grid_, 0, kColorForeground);
  std::copy_n(scores_.data(), scores_.rows(), border.values.begin());
  if (problem().surface == nullptr) return;
  ContourLayer& law = add_contour(plane, "law", field_grid_, 0.5f, kColorMuted);
  law.levels.assign({-0.5f, 0.5f});
  law.values.assign(law_values_.begin(), law_values_.end());
}

void NeuralNetwork::describe_curve(Plane& plane) const {
  const auto line = [&](const char* label, ColorRole color, bool dashed, const float* y) {
    LineLayer& layer = add_line(plane, label, field_grid_.cols, color, dashed);
    for (int col = 0; col < field_grid_.cols; ++col) layer.x[static_cast<std::size_t>(col)] = field_places_(col, 0);
    std::copy_n(y, field_grid_.cols, layer.y.begin());
  };
  line("law", kColorMuted, true, law_values_.data());
  line("network", kColorAccent, false, scores_.data());
}

void NeuralNetwork::describe_network(Network& panel) const {
  const nn::Network<float>& network = training_.network();
  panel.field_rows = response_grid_.rows;
  panel.field_cols = response_grid_.cols;
  panel.field_x = response_grid_.x;
  panel.field_y = response_grid_.y;
  panel.field_color = {-1, 1};
  const auto seen = std::min<std::ptrdiff_t>(data_.training().size(), kMostSamplesForMeans);
  const ConstMatrixView<float> inputs = training_.training_inputs().rows_range(0, seen);
  network.evaluate(response_pass_, response_inputs_, &pool_);
  if (seen > 0) network.evaluate(activity_pass_, inputs, &pool_);

  NetworkLayer& first = panel.layers.next();
  describe_layer({.label = "inputs", .responses = response_inputs_, .activations = inputs},
                 static_cast<int>(features_.size()), first);
  for (std::size_t f = 0; f < features_.size(); ++f) first.neurons[f].label.assign(label_of(data::kPlanarFeatures, features_[f]));
  int number = 0;
  for (std::size_t i = 0; i < network.layer_count(); ++i) {
    if (network.weights(i).empty()) continue;  // dropout
    const bool is_output = i + 1 == network.layer_count();
    LayerFigures figures{.label = is_output ? "output" : "hidden"};
    figures.responses = response_pass_.activations(i);
    if (seen > 0) figures.activations = activity_pass_.activations(i);
    figures.weights = network.weights(i);
    figures.biases = network.biases(i);
    if (training_.steps() > 0) {
      const nn::Pass<float>& pass = training_.last_pass();
      figures.errors = pass.errors(i);
      figures.error_scale = 1 / static_cast<float>(pass.batch());  // the cost is the batch's mean
      if (!is_output && network.weights(i + 1).empty()) {
        figures.before_dropout = pass.activations(i);
        figures.after_dropout = pass.activations(i + 1);
      }
    }
    NetworkLayer& layer = panel.layers.next();
    describe_layer(figures, static_cast<int>(network.biases(i).size()), layer);
    if (!is_output) write_number(layer.label, "hidden %.0f", number + 1);
    write_number(layer.note, "‖∂E/∂W‖ %.2g", training_.gradient_norms()[static_cast<std::size_t>(number++)]);
  }
}

void NeuralNetwork::describe_numbers(Snapshot& snapshot) const {
  const nn::Fit &training = training_.training_fit(), &validation = training_.validation_fit();
  const char* agreement = problem().is_classification() ? "accuracy" : "R²";
  snapshot.add_metric("epoch", "epoch", training_.epochs());
  snapshot.add_metric("training_loss", "E_tr", training.loss);
  snapshot.add_metric("training_agreement", agreement, training.agreement);
  Text& text = snapshot.add_panel<Text>("numbers", "Numbers", 1, "Cost and agreement on the data learned from and on the data kept back.");
  if (data_.training().size() == 0)
    add_line(text, TextStyle::warning, "No points yet: drop a file, or choose a class beside the picture and tap into it.");
  if (training_.finished())
    add_line(text, TextStyle::paragraph, "The training has ended with the weights of the least validation loss.");
  add_value(text, "weights and biases", static_cast<double>(training_.network().parameters().size()), 6);
  add_value(text, "epoch", std::floor(training_.epochs()), 7);
  add_value(text, "E_tr", training.loss);
  add_value(text, agreement, training.agreement);
  if (!training_.has_validation()) return;
  snapshot.add_metric("validation_loss", "E_val", validation.loss);
  snapshot.add_metric("validation_agreement", agreement, validation.agreement);
  add_value(text, "E_val", validation.loss);
  add_value(text, "validation", validation.agreement);
  if (training_.best()) add_value(text, "least E_val", training_.best()->loss);
}

Result<std::unique_ptr<Experiment>> make(const ExperimentStart& start) {
  const ParameterSet& p = start.parameters;
  Result<PlanarData> data = PlanarData::make(start);
  if (!data) return Error{data.error()};
  std::vector<PlanarFeature> features = make_features(p, data->problem().is_curve());
  if (features.empty()) return Error{"The network has no inputs: switch on at least one, for example x₁."};
  const OutputCode code = make_code(p, data->classes());
  Result<nn::Network<float>> network = nn::Network<float>::build({static_cast<std::ptrdiff_t>(features.size()), 1, 1},
                                                                 make_layers(p, code.outputs()));
  if (!network) return Error{network.error()};
  network->initialise(Rng(start.seed).split(kWeights));
  return std::unique_ptr<Experiment>(std::make_unique<NeuralNetwork>(start, std::move(*data), std::move(features), code, std::move(*network)));
}

ExperimentInfo neural_network_info() {
  ExperimentInfo info;
  info.id = "neural-network";
  info.title = "Neural network";
  info.lecture = 5;
  info.row = "R20";
  info.summary = "A network learns classes or a law from points of the plane; every neuron and weight is seen at work.";
  info.lesson =
      "Two spirals cannot be told apart by a straight line. Watch the first hidden layer: each of its neurons cuts the "
      "plane once, the second layer puts the cuts together, the output bends around the arms; edges that thicken are "
      "weights that matter. Then take away what makes it work: linear neurons, one neuron (XNOR with 1, with 100, with "
      "10,10 neurons: which of them learns it, and is wide as good as deep?), weights that start at zero (why do all "
      "neurons of a layer stay alike?), η = 30 with plain gradient descent. Where training and validation curves part, "
      "the network has begun to learn the noise. What is the optimal length of the training for this model?";
  info.sources = {"Rumelhart, Hinton, Williams, Learning representations by back-propagating errors, Nature 323 (1986)",
                  "Goodfellow, Bengio, Courville, Deep Learning (2016), ch. 6-8"};
  info.data_block = kPlanarDataBlock;
  info.files = planar_file_use();
  info.schema = make_schema();
  info.make = make;
  return info;
}

const RegisterExperiment registered{neural_network_info()};

}  // namespace
}  // namespace lectern
