#include "core/experiments/linear-regression/rectified_race.h"

#include <algorithm>
#include <array>
#include <limits>

#include "core/math/state.h"
#include "core/ml/linear/rectified.h"

namespace lectern {

RectifiedRace::RectifiedRace(const LinearProblem& problem, std::span<const double> start, const PlanarGrid& grid)
    : theta_(start.begin(), start.end()) {
  note();
  look_again(problem, grid);
}

void RectifiedRace::look_again(const LinearProblem& problem, const PlanarGrid& of_line) {
  if (!is_on()) return;
  // Its minimum lies farther out than that of the line.
  constexpr double kWider = 0.3;
  const auto widened = [](Range range) {
    const double by = kWider * (range.high - range.low);
    return Range{range.low - by, range.high + by};
  };
  const PlanarGrid grid{of_line.rows, of_line.cols, widened(of_line.x), widened(of_line.y)};
  const auto risk_at = [&](double first, double second) {
    return linear::rectified_risk(problem.design(), problem.targets(), std::array{first, second});
  };
  least_ = std::numeric_limits<double>::infinity();
  for (int row = 0; row < grid.rows; ++row)
    for (int col = 0; col < grid.cols; ++col) least_ = std::min(least_, risk_at(grid.x_of(col), grid.y_of(row)));
  surface_.compute(grid, [&](double first, double second) { return risk_at(first, second) - least_; });
}

void RectifiedRace::step(const LinearProblem& problem, double eta) {
  if (!is_on()) return;
  std::array<double, 2> gradient{};
  linear::rectified_risk(problem.design(), problem.targets(), theta_, gradient);
  for (std::size_t j = 0; j < theta_.size(); ++j) theta_[j] -= eta * gradient[j];
  note();
}

double RectifiedRace::risk(const LinearProblem& problem) const {
  return linear::rectified_risk(problem.design(), problem.targets(), theta_);
}

bool RectifiedRace::stands_still(const LinearProblem& problem) const {
  for (std::ptrdiff_t i = 0; i < problem.size(); ++i)
    if (theta_[0] * problem.design()(i, 0) + theta_[1] * problem.design()(i, 1) > 0) return false;
  return problem.size() > 0;
}

void RectifiedRace::note() { trail_.record({static_cast<float>(theta_[0]), static_cast<float>(theta_[1])}); }

void RectifiedRace::describe(Plane& plane, const LinearProblem& problem) const {
  const PlanarGrid& grid = surface_.grid();
  plane.axes({.label = problem.weight_label(0), .range = grid.x}, {.label = problem.weight_label(1), .range = grid.y});
  surface_.describe(plane, "R(θ) of max(θ·x, 0)", least_);
  LineLayer& path = plane.line("its path", Places(), {.color = kColorBad});
  for (std::size_t i = 0; i < trail_.size(); ++i) {
    path.x.push_back(trail_[i].x);
    path.y.push_back(trail_[i].y);
  }
  plane.point("now", theta_[0], theta_[1], {.color = kColorBad, .size_px = 6});
  plane.point("minimum of the line", problem.cost().minimum()[0], problem.cost().minimum()[1],
              {.color = kColorForeground, .marker = Marker::cross, .size_px = 7});
}

void RectifiedRace::add_state(StateHasher& hasher) const {
  if (is_on()) lectern::add_state(hasher, theta_);
}

std::size_t RectifiedRace::heap_bytes() const {
  return lectern::heap_bytes(theta_) + lectern::heap_bytes(trail_) + lectern::heap_bytes(surface_);
}

}  // namespace lectern
