#include "core/experiments/genetic-algorithm/weight_search.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/ml/nn/mlp.h"
#include "core/ml/optimise/step_network.h"

namespace lectern {
namespace {

constexpr int kCurvePoints = 121;
constexpr int kFieldSide = 32;

data::PlanarProblem make_problem(const WeightSearchSettings& settings, bool learns_curve, Rng& rng) {
  return data::make_planar_problem({learns_curve ? "law_1d" : "xnor", settings.law, 2, settings.n, settings.noise},
                                   rng);
}

nn::Network<double> make_network(int hidden, int inputs, const Rng& rng) {
  const std::array<int, 1> widths{hidden};
  nn::MlpSpec spec{.widths = widths};
  spec.activation.kind = nn::ActivationKind::tanh;
  Result<nn::Network<double>> network = nn::Network<double>::build({inputs, 1, 1}, nn::mlp_layers(spec));
  network->initialise(rng);
  return std::move(*network);
}

}  // namespace

Schema<WeightSearchSettings> WeightSearchSettings::schema(const WeightSearchSettings& defaults) {
  using Self = WeightSearchSettings;
  return Schema<Self>(1, defaults)
      .group("Network")
      .integer(&Self::n, "n", {10, 200})
      .help("How many examples the cost is the mean of.")
      .real(&Self::noise, "noise", {0, 0.5})
      .formerly("data_noise")
      .help("Standard deviation of the noise added to every example.")
      .integer(&Self::hidden, "hidden", {1, 20})
      .help("One layer of tanh or step neurons; each has one weight per input, a bias and an output weight.")
      .real(&Self::weight_range, "weight_range", "Range of the weights", {0.5, 20})
      .formerly("weights")
      .help("They are searched for between minus this value and this value.");
}

WeightSearch::WeightSearch(const WeightSearchSettings& settings, NetworkTask task, Rng data, const Rng& weights)
    : problem_(make_problem(settings, task == NetworkTask::curve, data)), reach_(settings.weight_range) {
  const data::Dataset& set = problem_.set;
  data::place_examples(problem_, set, places_);
  Matrix<double> X(set.X.rows(), set.X.cols()), T(set.X.rows(), 1);
  std::copy(set.X.data(), set.X.data() + set.X.size(), X.data());
  for (std::ptrdiff_t i = 0; i < T.rows(); ++i) {
    const auto example = static_cast<std::size_t>(i);
    T(i, 0) = problem_.is_curve() ? static_cast<double>(set.targets[example]) : set.labels[example] == 1 ? 1.0 : -1.0;
  }
  nn::Network<double> network = make_network(settings.hidden, static_cast<int>(X.cols()), weights);
  start_.assign(network.parameters().begin(), network.parameters().end());
  if (task == NetworkTask::steps)
    objective_ = std::make_unique<optimise::StepNetworkObjective>(settings.hidden, std::move(X),
                                                                  std::vector<double>(T.data(), T.data() + T.size()));
  else
    objective_ = std::make_unique<optimise::NetworkObjective>(std::move(network), std::move(X), std::move(T),
                                                              nn::Loss{nn::LossKind::mse});
  const Range x{problem_.x_low, problem_.x_high};
  if (problem_.is_curve()) {
    inputs_.resize(kCurvePoints, 1);
    for (int i = 0; i < kCurvePoints; ++i) inputs_(i, 0) = x.low + (x.high - x.low) * i / (kCurvePoints - 1);
  } else {
    grid_ = {kFieldSide, kFieldSide, x, {problem_.y_low, problem_.y_high}};
    Matrix<float> centres;
    grid_.centres(centres);
    inputs_.resize(centres.rows(), 2);
    std::copy(centres.data(), centres.data() + centres.size(), inputs_.data());
  }
}

void WeightSearch::describe(Plane& plane, std::span<const Shown> networks) const {
  answers_->resize(inputs_.rows(), 1);
  if (problem_.is_curve())
    describe_curves(plane, networks);
  else
    describe_classes(plane, networks);
  plane.points("data", places_, {.color = kColorForeground, .colors = problem_.set.labels, .opacity = 0.8f});
}

void WeightSearch::describe_curves(Plane& plane, std::span<const Shown> networks) const {
  const Range x{problem_.x_low, problem_.x_high};
  plane.axes({.label = "x", .range = x}, {.label = "y", .range = {problem_.y_low, problem_.y_high}});
  plane.line("law", x, kCurvePoints, [this](double at) { return problem_.curve->value(at); },
             {.color = kColorForeground, .dashed = true, .width_px = 1.5f});
  for (const Shown& network : networks) {
    objective_->predict(network.weights, inputs_, *answers_);
    plane.line(network.label, {Values::column(inputs_, 0), Values::column(*answers_, 0)},
               {.color = network.color, .width_px = network.width_px});
  }
}

void WeightSearch::describe_classes(Plane& plane, std::span<const Shown> networks) const {
  plane.equal_axes({.label = "x₁", .range = grid_.x}, {.label = "x₂", .range = grid_.y});
  for (const Shown& network : networks) {
    objective_->predict(network.weights, inputs_, *answers_);
    const Values answers = Values::column(*answers_, 0);
    if (&network == &networks.front()) plane.field("output", grid_, answers);
    plane.contours(network.label, grid_, answers, {.color = network.color});
  }
}

}  // namespace lectern
