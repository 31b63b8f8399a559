#include "core/experiments/regularised-regression/weight_pair.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"
#include "core/ml/linear/centring.h"

namespace lectern {
namespace {

constexpr int kSide = 64;       // cells of the surface
constexpr int kBoundary = 256;  // points of the boundary
constexpr int kBudgets = 41;    // of the path of the best place

// The weights of equal cost through a place, a closed line: w* + L⁻ᵀ r (cos φ, sin φ) with H = LLᵀ the Hessian and ½ r²
// the cost above the least. Empty where the cost is flat along a direction.
std::vector<linear::WeightPair> contour_through(const linear::QuadraticCost& cost, const linear::WeightPair& place) {
  std::vector<linear::WeightPair> line;
  if (cost.is_flat_somewhere()) return line;
  const Matrix<double>& H = cost.hessian();
  const double l11 = std::sqrt(H(0, 0)), l21 = H(1, 0) / l11, l22 = std::sqrt(std::max(0.0, H(1, 1) - l21 * l21));
  if (!(l22 > 0)) return line;
  const double r = std::sqrt(2 * cost.excess(place)), step = 2 * 3.14159265358979323846 / kBoundary;
  for (int i = 0; i <= kBoundary; ++i) {
    const double second = r * math::sin(step * i) / l22, first = (r * math::cos(step * i) - l21 * second) / l11;
    line.push_back({cost.minimum()[0] + first, cost.minimum()[1] + second});
  }
  return line;
}

Places places_of(const std::vector<linear::WeightPair>& pairs) {
  if (pairs.empty()) return {};
  return {Values(&pairs[0][0], pairs.size(), 2), Values(&pairs[0][1], pairs.size(), 2)};
}

}  // namespace

WeightPair::WeightPair(ConstMatrixView<double> X, std::span<const double> y, std::size_t first, std::size_t second,
                       const linear::PairPenalty& penalty, double budget) {
  Matrix<double> inputs(X.rows, 2);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    inputs(i, 0) = X.row(i)[first];
    inputs(i, 1) = X.row(i)[second];
  }
  const linear::CentredData centred(inputs, y, true);
  cost_ = linear::QuadraticCost(centred.X, centred.y);
  const double w1 = cost_.minimum()[0], w2 = cost_.minimum()[1];
  const double half = 1.4 * std::max({0.05, std::fabs(w1), std::fabs(w2)});
  surface_.compute({kSide, kSide, {-half, half}, {-half, half}}, [&](double a, double b) {
    return cost_.excess(linear::WeightPair{a, b});
  });
  const double whole = penalty.value(w1, w2);
  boundary_ = linear::penalty_boundary(penalty, budget * whole, kBoundary);
  touching_ = linear::touching_point(cost_, penalty, budget * whole);
  contour_ = contour_through(cost_, touching_);
  for (int i = 0; i < kBudgets; ++i)
    path_.push_back(linear::touching_point(cost_, penalty, whole * i / (kBudgets - 1)));
}

void WeightPair::describe(Plane& plane, std::string_view first_label, std::string_view second_label) const {
  const PlanarGrid& grid = surface_.grid();
  plane.equal_axes({.label = first_label, .range = grid.x}, {.label = second_label, .range = grid.y});
  surface_.describe(plane, "R(w)", cost_.least());
  plane.line("contour that touches", places_of(contour_), {.color = kColorForeground, .width_px = 2.5f});
  plane.line("P(w) = ε", places_of(boundary_), {.color = kColorAccent, .width_px = 3});
  plane.line("as ε shrinks", places_of(path_), {.color = kColorBad, .width_px = 1.5f});
  plane.point("least squares", cost_.minimum()[0], cost_.minimum()[1],
              {.color = kColorBad, .marker = Marker::cross, .size_px = 7});
  plane.point("best allowed", touching_[0], touching_[1], {.color = kColorBad, .size_px = 6});
}

}  // namespace lectern
