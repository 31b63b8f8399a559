#include "core/parts/weight_pair.h"

#include <algorithm>
#include <cmath>

#include "core/lab/describe/marks.h"
#include "core/lab/describe/planar.h"
#include "core/ml/linear/centring.h"

namespace lectern {
namespace {

constexpr int kSide = 64;     // cells of the surface
constexpr int kBorder = 256;  // points of the border
constexpr int kBudgets = 41;  // of the way of the best place

void add_way(Plane& plane, std::string_view label, const std::vector<linear::WeightPair>& places, ColorRole color,
             float width_px) {
  LineLayer& line = add_line(plane, label, static_cast<int>(places.size()), color, false);
  line.width_px = width_px;
  for (std::size_t i = 0; i < places.size(); ++i) {
    line.x[i] = static_cast<float>(places[i][0]);
    line.y[i] = static_cast<float>(places[i][1]);
  }
}

}  // namespace

void WeightPair::look_at(ConstMatrixView<double> X, std::span<const double> y, std::size_t first, std::size_t second,
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
  border_ = linear::penalty_border(penalty, budget * whole, kBorder);
  touching_ = linear::touching_point(cost_, penalty, budget * whole);
  trace_.clear();
  for (int i = 0; i < kBudgets; ++i)
    trace_.push_back(linear::touching_point(cost_, penalty, whole * i / (kBudgets - 1)));
}

void WeightPair::describe(Plane& plane, std::string_view first_label, std::string_view second_label) const {
  set_axes(plane, first_label, surface_.grid().x, second_label, surface_.grid().y);
  surface_.describe(plane, "R(w)", cost_.least());
  add_way(plane, "P(w) = ε", border_, kColorAccent, 3);
  add_way(plane, "as ε shrinks", trace_, kColorBad, 1.5f);
  add_mark(plane, "least squares", cost_.minimum()[0], cost_.minimum()[1], Marker::cross, 7, kColorBad);
  add_mark(plane, "best allowed", touching_[0], touching_[1], Marker::circle, 6, kColorBad);
}

}  // namespace lectern
