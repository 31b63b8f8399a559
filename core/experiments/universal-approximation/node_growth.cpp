#include "core/experiments/universal-approximation/node_growth.h"

#include <algorithm>
#include <cmath>

#include "core/ml/nn/construction.h"

namespace lectern {
namespace {

constexpr std::array kNames{"equispaced", "Chebyshev nodes", "ReLUs"};
constexpr const char* kNodePlaneHelp =
    "Dashed: the curve. One polynomial goes through n points of it at equal distances, the other through n points at "
    "Chebyshev nodes, which are denser near the ends. With noise, the points are off the curve. Tap to bend the curve.";
constexpr const char* kNodeErrorsHelp =
    "The largest error between the points, with n nodes: of both polynomials, and of ReLUs that join the equispaced "
    "points by straight lines.";
constexpr const char* kAmplificationHelp =
    "The Lebesgue constant: by how much an error of one value can grow in the polynomial. Equispaced: about "
    "2ⁿ/(e n log n). Chebyshev nodes: about (2/π) log n + 1. Straight lines: 1.";

}  // namespace

NodeGrowth::NodeGrowth(const ApproximationSettings& settings, const CurveTarget& target, const Rng& rng)
    : interval_(target.interval()), noise_(settings.noise), rng_(rng), most_(settings.nodes) {
  for (std::size_t i = 0; i < kPlaces; ++i) places_.push_back(even_place(interval_, i, kPlaces));
  adapt(settings, target);
}

void NodeGrowth::adapt(const ApproximationSettings&, const CurveTarget& target) {
  target.sample(kPlaces, target_);
  for (int n = kFirst; n <= nodes_; ++n) interpolate(n, target, n == nodes_);
}

void NodeGrowth::interpolate(int n, const CurveTarget& target, bool keep) {
  const auto at = static_cast<std::size_t>(n);
  std::array<std::vector<double>, 3> curves;
  for (const linear::Nodes kind : {linear::Nodes::equispaced, linear::Nodes::chebyshev}) {
    const auto k = static_cast<std::size_t>(kind);
    const std::vector<double> nodes = linear::interpolation_nodes(kind, n, interval_.low, interval_.high);
    // The noise of the j-th of n values, the same for both kinds.
    Rng noise = rng_.split(at);
    std::vector<double> values;
    for (const double node : nodes) values.push_back(target.value(node) + noise_ * noise.normal());
    if (kind == linear::Nodes::equispaced) {
      const nn::ReluSum sum = nn::relu_interpolant(nodes, values);
      for (const double x : places_) curves[2].push_back(sum.value(x));
    }
    linear::InterpolatingPolynomial polynomial(kind, interval_.low, interval_.high, std::move(values));
    double amplification = 1;
    for (const double x : places_) {
      curves[k].push_back(polynomial.value(x));
      amplification = std::max(amplification, polynomial.amplification(x));
    }
    amplifications_[k][at] = amplification;
    if (keep) polynomials_[k] = std::move(polynomial);
  }
  for (std::size_t k = 0; k < curves.size(); ++k) errors_[k][at] = distance_between(curves[k], target_).largest;
  if (keep) curves_ = std::move(curves);
}

void NodeGrowth::step(const ApproximationSettings&, const CurveTarget& target) {
  if (finished()) return;
  interpolate(++nodes_, target, true);
}

void NodeGrowth::describe(Snapshot& snapshot, const ApproximationSettings&, const CurveTarget& target) const {
  Plane& plane = snapshot.plane("plane", "Polynomials through n points", {.weight = 4, .help = kNodePlaneHelp});
  plane.axes({.label = "x", .range = interval_}, {.label = "y", .range = target.shown(target_, 0.5)});
  plane.line("curve", {places_, target_}, {.color = kColorForeground, .dashed = true});
  for (std::size_t k = 0; k < polynomials_.size(); ++k) {
    const ColorRole color = k == 0 ? 1 : 0;
    plane.line(kNames[k], {places_, curves_[k]}, {.color = color, .width_px = 2.5f});
    plane.points(k == 0 ? "points" : "points, Chebyshev", {polynomials_[k].nodes(), polynomials_[k].values()},
                 {.color = color, .marker = k == 0 ? Marker::circle : Marker::diamond, .size_px = 4});
  }
  describe_drawn(plane, target.drawn_points());
  plane.accept_points(1);

  const auto n = static_cast<std::size_t>(nodes_);
  Numbers numbers = snapshot.numbers(
      "Numbers",
      {.weight = 2,
       .help = "The largest errors over the whole interval, and by how much errors of the values can grow."});
  target.add_advice(numbers);
  numbers.add("nodes_now", "points n", nodes_, {.digits = 0})
      .add("equispaced_error", "error, equispaced", errors_[0][n], {.digits = 3})
      .add("chebyshev_error", "error, Chebyshev", errors_[1][n], {.digits = 3})
      .add("relu_error", "error, ReLUs", errors_[2][n], {.digits = 3})
      .add("equispaced_amplification", "growth, equispaced", amplifications_[0][n], {.digits = 3})
      .add("chebyshev_amplification", "growth, Chebyshev", amplifications_[1][n], {.digits = 3});

  const auto add = [n](Plane& panel, std::string_view name, std::span<const double> values, ColorRole color) {
    LineLayer& line = panel.line(name, Places(), {.color = color});
    for (std::size_t i = kFirst; i <= n; ++i) {
      line.x.push_back(static_cast<float>(i));
      line.y.push_back(static_cast<float>(std::max(values[i], 1e-9)));
    }
  };
  constexpr std::array kColors{1, 0, 2};
  const AxisText nodes{.label = "points n", .range = {0, static_cast<double>(most_)}};
  Plane& errors = snapshot.curves("errors", "Largest error", {.weight = 3, .help = kNodeErrorsHelp});
  errors.axes(nodes, {.label = "largest error", .logarithmic = true});
  for (std::size_t k = 0; k < errors_.size(); ++k) add(errors, kNames[k], errors_[k], kColors[k]);
  Plane& growth = snapshot.curves("growth", "How errors of the values grow", {.weight = 2, .help = kAmplificationHelp});
  growth.axes(nodes, {.label = "at most times", .logarithmic = true});
  for (std::size_t k = 0; k < amplifications_.size(); ++k) add(growth, kNames[k], amplifications_[k], kColors[k]);
}

}  // namespace lectern
