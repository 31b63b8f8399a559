// A feed-forward network learns classes or a law from points of the plane, in the open: the decision field with the
// data on top, every neuron's own response, weights as edges, loss, accuracy and gradients.
// Lecture row R20.
// Sources: Rumelhart, Hinton, Williams, Learning representations by back-propagating errors, Nature 323 (1986);
// Goodfellow, Bengio, Courville, Deep Learning (2016), ch. 6-8.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/data/planar_features.h"
#include "core/experiments/neural-network/layer_picture.h"
#include "core/experiments/neural-network/network_settings.h"
#include "core/experiments/neural-network/training_curves.h"
#include "core/lab/demo.h"
#include "core/ml/nn/supervised_training.h"
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
    "Each square is the answer of a neuron over the same plane. Each edge is a weight, coloured by sign, thick where large.";

constexpr std::ptrdiff_t kMostSamplesForMeans = 256;
constexpr double kRuined = 10;  // times the loss of the start

struct Settings {
  PlanarDataSettings data{.set = "spirals", .n = 500, .noise = 0.04, .learns_laws = true};
  InputSettings inputs;
  NetworkSettings network;
  nn::Objective class_loss = nn::Objective::cross_entropy, value_loss = nn::Objective::squared;
  DescentSettings descent;
  StoppingSettings stopping;
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

class NeuralNetwork final : public Demo<NeuralNetwork, Settings, PlanarData> {
 public:
  static Schema<Settings> schema() {
    const auto data_set = [](Settings& settings) -> std::string& { return settings.data.set; };
    Schema<Settings> schema;
    return schema.include(&Settings::data)
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
        .include(&Settings::stopping);
  }

  explicit NeuralNetwork(const Start& start)
      : Demo(start),
        features_(settings().inputs.features(is_curve())),
        training_(make_training()),
        curves_(settings().network.layers.size() + 1),
        views_(make_views()) {
    data_changed();
  }

  void data_changed() {
    training_.set_validation_data(Shared(encoded(data().validation())));
    training_.set_training_data(Shared(encoded(data().training())));
    first_loss_ = std::max(first_loss_, training_.training_fit().loss);
    record_fit();
  }
  void settings_changed(const Settings&) { training_.optimizer() = settings().descent.optimizer(); }

  void step() override {
    const std::int64_t before = training_.steps();
    training_.step();
    if (training_.steps() == before || training_.diverged()) return;
    updates_.record(training_.network(), training_.last_pass());
    curves_.record_gradients(training_.epochs(), training_.gradient_norms());
    if (training_.checked()) record_fit();
  }
  bool finished() const override { return training_.finished(); }
  std::optional<Divergence> divergence() const override;
  auto state() const { return std::tuple(std::tie(training_, first_loss_, curves_, updates_), unhashed(features_)); }
  void describe(Snapshot& snapshot) const override;

 private:
  const data::PlanarProblem& problem() const { return data().problem(); }
  bool is_curve() const { return problem().is_curve(); }

  nn::SupervisedTraining make_training() const;
  Shared<Views> make_views() const;
  nn::Examples encoded(const data::Dataset& set) const;
  void record_fit() {
    curves_.record_fit(training_.epochs(), training_.training_fit(),
                       training_.has_validation() ? std::optional(training_.validation_fit()) : std::nullopt);
  }

  void describe_field(Plane& plane) const;
  void describe_curve(Plane& plane) const;
  void describe_network(Network& panel) const;
  void describe_numbers(Snapshot& snapshot) const;

  std::vector<PlanarFeature> features_;
  nn::SupervisedTraining training_;
  double first_loss_ = 0;  // the largest that new data began with
  TrainingCurves curves_;
  UnitUpdates updates_;
  Shared<Views> views_;
  Scratch<nn::Pass<float>> field_pass_, response_pass_, activity_pass_;
  Scratch<Matrix<float>> scores_;
};

nn::SupervisedTraining NeuralNetwork::make_training() const {
  if (features_.empty()) throw CannotStart("The network has no inputs: switch on at least one, for example x₁.");
  const OutputCode code = problem().is_classification()
                              ? OutputCode::classification(data().classes(), settings().class_loss)
                              : OutputCode::regression(settings().value_loss);
  Result<nn::Network<float>> network = nn::Network<float>::build({static_cast<std::ptrdiff_t>(features_.size()), 1, 1},
                                                                 settings().network.layer_specs(code.outputs()));
  if (!network) throw CannotStart(network.error());
  network->initialise(rng("weights"));
  const DescentSettings& descent = settings().descent;
  const int batch = descent.full_batch ? kMaximumPlanarSamples + int{kMaximumDrawnPoints} : descent.batch_size;
  return {std::move(*network), code, descent.optimizer(), batch, settings().stopping.plan(), rng("training"), &pool()};
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

void NeuralNetwork::describe(Snapshot& snapshot) const {
  scores_->resize(views_->field.cells(), training_.code().outputs());
  training_.network().predict(*field_pass_, views_->field_inputs, *scores_, &pool());
  Plane& plane = snapshot.plane("plane", is_curve() ? "Fit" : "Decision", {.weight = 4, .help = kPlaneHelp});
  data().describe_axes(plane);
  is_curve() ? describe_curve(plane) : describe_field(plane);
  data().describe_examples(plane);
  describe_network(snapshot.network("network", "Network", {.weight = 4, .help = kNetworkHelp}));
  const auto& best = training_.best();
  curves_.describe(snapshot, {.has_validation = training_.has_validation(),
                              .is_classification = problem().is_classification(),
                              .best_epoch = best ? std::optional(best->epochs) : std::nullopt});
  describe_numbers(snapshot);
}

void NeuralNetwork::describe_field(Plane& plane) const {
  const OutputCode& code = training_.code();
  FieldLayer& field = plane.field("output", views_->field, Values(), {.discrete_classes = code.is_classification()});
  write_field_values(code, *scores_, field.values);
  if (code.outputs() > 1) return;
  plane.contours(code.is_classification() ? "decision boundary" : "output 0", views_->field,
                 Values::column(*scores_, 0));
  if (problem().surface != nullptr)
    plane.contours("law", views_->field, views_->law, {.levels = {-0.5, 0.5}, .color = kColorMuted});
}

void NeuralNetwork::describe_curve(Plane& plane) const {
  const Values x = Values::column(views_->field_places, 0);
  plane.line("law", {x, views_->law}, {.color = kColorMuted, .dashed = true});
  plane.line("network", {x, Values::column(*scores_, 0)}, {.color = kColorAccent});
}

void NeuralNetwork::describe_network(Network& panel) const {
  const nn::Network<float>& network = training_.network();
  panel.fields(views_->responses, {-1, 1});
  const auto seen = std::min<std::ptrdiff_t>(data().training().size(), kMostSamplesForMeans);
  const ConstMatrixView<float> inputs = training_.training_inputs().rows_range(0, seen);
  network.evaluate(*response_pass_, views_->response_inputs, &pool());
  if (seen > 0) network.evaluate(*activity_pass_, inputs, &pool());

  NetworkLayer& first =
      add_layer(panel, {.label = "inputs", .responses = views_->response_inputs, .activations = inputs},
                static_cast<int>(features_.size()));
  for (std::size_t f = 0; f < features_.size(); ++f)
    first.neurons[f].label.assign(label_of(data::kPlanarFeatures, features_[f]));
  std::size_t number = 0, units_before = 0;
  for (std::size_t i = 0; i < network.layer_count(); ++i) {
    if (network.weights(i).empty()) continue;  // dropout
    const std::size_t units = network.biases(i).size();
    std::array<char, 32> label, note;
    std::snprintf(label.data(), label.size(), i + 1 == network.layer_count() ? "output" : "hidden %zu", number + 1);
    std::snprintf(note.data(), note.size(), "‖∂E/∂W‖ %.2g", training_.gradient_norms()[number]);
    add_layer(panel,
              {.label = label.data(),
               .note = note.data(),
               .responses = response_pass_->activations(i),
               .activations = seen > 0 ? activity_pass_->activations(i) : ConstMatrixView<float>(),
               .gradients = updates_.gradients(units_before, units),
               .dropped = updates_.dropped(units_before, units),
               .weights = network.weights(i),
               .biases = network.biases(i)},
              static_cast<int>(units));
    units_before += units;
    ++number;
  }
}

void NeuralNetwork::describe_numbers(Snapshot& snapshot) const {
  const bool classes = problem().is_classification();
  Numbers numbers = snapshot.numbers(
      "Numbers",
      {.help = classes ? "Loss and accuracy on the training data and on the validation data, which are held out."
                       : "Loss and R² on the training data and on the validation data, which are held out."});
  const bool has_points = data().training().size() > 0;
  if (!has_points) numbers.warning("No points yet: drop a file, or choose a class beside the picture and tap into it.");
  if (training_.finished()) numbers.paragraph("The training has ended with the weights of the least validation loss.");
  numbers.add("parameters", static_cast<double>(training_.network().parameters().size()), {.digits = 0});
  numbers.add("epoch", training_.epochs(), {.digits = 6});
  if (!has_points) return;
  const nn::Fit &training = training_.training_fit(), &validation = training_.validation_fit();
  numbers.add("training_loss", training.loss);
  numbers.add("training_agreement", classes ? "training accuracy" : "training R²", training.agreement);
  if (!training_.has_validation()) return;
  numbers.add("validation_loss", validation.loss);
  numbers.add("validation_agreement", classes ? "validation accuracy" : "validation R²", validation.agreement);
  if (training_.best()) numbers.add("least_validation_loss", "least validation loss", training_.best()->loss);
}

const RegisterDemo<NeuralNetwork> registered{{
    .id = "neural-network",
    .title = "Neural network",
    .lecture = 5,
    .row = "R20",
    .summary =
        "A network learns classes or a law from points of the plane, with every neuron and weight at work in view.",
    .lesson =
        "No straight line separates two spirals. Watch the first hidden layer: each of its neurons cuts the plane once, "
        "the second layer combines the cuts, and the output bends around the arms. Edges that thicken are weights that "
        "matter. Then take away what makes it work: linear neurons, one neuron (XNOR with 1, with 100, with 10,10 "
        "neurons: which of them learns it, and is wide as good as deep?), weights that start at zero (why do all neurons "
        "of a layer stay alike?), η = 30 with plain gradient descent. Where the training and validation curves part, the "
        "network has begun to learn the noise. What is the optimal length of the training for this model?",
    .sources = {"Rumelhart, Hinton, Williams, Learning representations by back-propagating errors, Nature 323 (1986)",
                "Goodfellow, Bengio, Courville, Deep Learning (2016), ch. 6-8"},
}};

}  // namespace
}  // namespace lectern
