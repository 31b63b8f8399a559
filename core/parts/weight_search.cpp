#include "core/parts/weight_search.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/lab/describe/planar.h"
#include "core/ml/nn/mlp.h"

namespace lectern {
namespace {

constexpr int kCurvePoints = 121;
constexpr int kFieldSide = 32;

data::PlanarProblem make_problem(const ParameterSet& p, std::string_view task, Rng& rng) {
  const bool curve = task == "curve";
  return data::make_planar_problem(
      {curve ? "law_1d" : "xnor", p.choice_index("law"), 2, p.integer("n"), p.real("data_noise")}, rng);
}

nn::Network<double> make_network(const ParameterSet& p, int inputs, const Rng& rng) {
  const std::array<int, 1> widths{p.integer("hidden")};
  nn::MlpSpec spec{.widths = widths};
  spec.activation.kind = nn::ActivationKind::tanh;
  Result<nn::Network<double>> network = nn::Network<double>::build({inputs, 1, 1}, nn::mlp_layers(spec));
  network->initialise(rng);
  return std::move(*network);
}

}  // namespace

void add_weight_search_parameters(ParameterSchema& schema, std::string_view shown_when_id) {
  std::vector<Choice> laws;
  for (const data::PlanarChoice& law : data::planar_laws_of_one()) laws.push_back({law.id, law.label});
  schema.group("Network")
      .choice("law", "Law", std::move(laws), "sine")
      .help("The curve behind the points.")
      .shown_when(shown_when_id, {"curve"})
      .integer("n", "Points", {10, 200}, 40)
      .help("How many examples the cost is the mean of.")
      .shown_when(shown_when_id, {"curve", "xnor"})
      .real("data_noise", "Noise of the data", {0, 0.5}, 0.1)
      .help("Standard deviation of what is added to every example.")
      .shown_when(shown_when_id, {"curve", "xnor"})
      .integer("hidden", "Hidden neurons", {1, 20}, 6)
      .help("One layer of tanh neurons; each has a weight an input, a bias and an output weight.")
      .shown_when(shown_when_id, {"curve", "xnor"})
      .real("weights", "Range of the weights", {0.5, 20}, 5)
      .help("They are searched for between minus this and this.")
      .shown_when(shown_when_id, {"curve", "xnor"});
}

WeightSearch::WeightSearch(const ParameterSet& parameters, std::string_view task, Rng data, const Rng& weights)
    : problem_(make_problem(parameters, task, data)), reach_(parameters.real("weights")) {
  const data::Dataset& set = problem_.set;
  data::place_examples(problem_, set, places_);
  Matrix<double> X(set.X.rows(), set.X.cols()), T(set.X.rows(), 1);
  std::copy(set.X.data(), set.X.data() + set.X.size(), X.data());
  for (std::ptrdiff_t i = 0; i < T.rows(); ++i) {
    const auto example = static_cast<std::size_t>(i);
    T(i, 0) = problem_.is_curve() ? static_cast<double>(set.targets[example]) : set.labels[example] == 1 ? 1.0 : -1.0;
  }
  nn::Network<double> network = make_network(parameters, static_cast<int>(X.cols()), weights);
  start_.assign(network.parameters().begin(), network.parameters().end());
  objective_ = std::make_unique<optimise::NetworkObjective>(std::move(network), std::move(X), std::move(T),
                                                            nn::Loss{nn::LossKind::mse});
  if (problem_.is_curve()) {
    inputs_.resize(kCurvePoints, 1);
    for (int i = 0; i < kCurvePoints; ++i)
      inputs_(i, 0) = problem_.x_low + (problem_.x_high - problem_.x_low) * i / (kCurvePoints - 1);
  } else {
    const PlanarGrid grid{kFieldSide, kFieldSide, {problem_.x_low, problem_.x_high}, {problem_.y_low, problem_.y_high}};
    Matrix<float> centres;
    grid.centres(centres);
    inputs_.resize(centres.rows(), 2);
    std::copy(centres.data(), centres.data() + centres.size(), inputs_.data());
  }
  answers_.resize(inputs_.rows(), 1);
}

void WeightSearch::describe(Plane& plane, std::span<const Shown> networks) const {
  if (problem_.is_curve())
    describe_curves(plane, networks);
  else
    describe_classes(plane, networks);
  PointsLayer& examples =
      add_examples(plane, "data", {places_, problem_.set.labels, {}}, 0, places_.rows(), Marker::circle, 4, 0.8f);
  if (problem_.is_curve()) examples.color.assign(1, kColorForeground);
}

void WeightSearch::describe_curves(Plane& plane, std::span<const Shown> networks) const {
  set_axes(plane, "x", {problem_.x_low, problem_.x_high}, "y", {problem_.y_low, problem_.y_high});
  plane.equal_scale = false;
  const auto add = [&](std::string_view label, ColorRole color, bool dashed, float width, auto value) {
    LineLayer& line = add_line(plane, label, kCurvePoints, color, dashed);
    line.width_px = width;
    for (int i = 0; i < kCurvePoints; ++i) {
      line.x[static_cast<std::size_t>(i)] = static_cast<float>(inputs_(i, 0));
      line.y[static_cast<std::size_t>(i)] = static_cast<float>(value(i));
    }
  };
  add("law", kColorForeground, true, 1.5f, [&](int i) { return problem_.curve->value(inputs_(i, 0)); });
  for (const Shown& network : networks) {
    objective_->predict(network.weights, inputs_, answers_);
    add(network.label, network.color, false, network.width_px, [&](int i) { return answers_(i, 0); });
  }
}

void WeightSearch::describe_classes(Plane& plane, std::span<const Shown> networks) const {
  const PlanarGrid grid{kFieldSide, kFieldSide, {problem_.x_low, problem_.x_high}, {problem_.y_low, problem_.y_high}};
  set_axes(plane, "x₁", grid.x, "x₂", grid.y);
  const auto copy_to = [&](std::vector<float>& values) {
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = static_cast<float>(answers_(static_cast<std::ptrdiff_t>(i), 0));
  };
  for (const Shown& network : networks) {
    objective_->predict(network.weights, inputs_, answers_);
    if (&network == &networks.front()) copy_to(add_field(plane, "output", grid, {-1, 1}, ColorMap::diverging).values);
    copy_to(add_contour(plane, network.label, grid, 0, network.color).values);
  }
}

}  // namespace lectern
