#pragma once

#include <array>
#include <vector>

#include "core/ml/linear/quadratic_cost.h"

namespace lectern::linear {

// A penalty of two weights, as the constraint P(w) ≤ ε of a fit:
//   lp       P = (|w₁|^p + |w₂|^p)^(1/p), p > 0; not convex for p < 1
//   elastic  P = r (|w₁| + |w₂|) + ½ (1 − r) (w₁² + w₂²), r in [0, 1]
struct PairPenalty {
  bool elastic = false;
  double p = 2;
  double l1_ratio = 0.5;

  double value(double w1, double w2) const;
  // How far the set P ≤ ε reaches from 0 in direction (c, s), a unit vector. ε ≥ 0
  double reach(double c, double s, double epsilon) const;
};

using WeightPair = std::array<double, 2>;

// The boundary of the set P ≤ ε as a closed line of `count` + 1 points. count a multiple of 4: the corners are hit.
std::vector<WeightPair> penalty_boundary(const PairPenalty& penalty, double epsilon, int count);

// Where the cost of two weights is least on the set P ≤ ε: the minimum itself if it lies inside, else the place where
// the lowest contour touches the boundary, to about 1e−8 of the set's size; corners on the axes are exact, so that
// weights that are zero are exactly zero. cost.dimension() = 2.
WeightPair touching_point(const QuadraticCost& cost, const PairPenalty& penalty, double epsilon);

}  // namespace lectern::linear
