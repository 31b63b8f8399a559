#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/ml/optimise/objective.h"

namespace lectern::optimise {

struct LocalMinimum {
  std::vector<double> x;
  double f = 0;

  auto state() const { return std::tie(x, f); }
};

// The minima of a function of one or two variables inside the box low ≤ x ≤ high, ascending in f. Candidates
// are the points of a grid, `points` along each direction, that lie no higher than all their neighbours; each is
// followed down by Newton's method with a line search and, where that does not come to rest (kinks), by
// trying ever smaller steps along the axes. Minima narrower than the grid are missed; valleys without a
// lowest point, plateaus and minima on the box's edge have no place in the list.
// low, high  D;  points ≥ 3
std::vector<LocalMinimum> local_minima(const Objective& objective, std::span<const double> low,
                                       std::span<const double> high, int points);

}  // namespace lectern::optimise
