#pragma once

#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::linear {

// A hyperplane w·x + b = 0 through between two classes, with |(w, b)| = 1.
struct Separator {
  std::vector<double> w;  // d
  double b = 0;
  double margin = 0;  // the least y (w·x + b) of all samples, > 0
  double radius = 0;  // the largest |(x, 1)|

  auto state() const { return std::tie(w, b, margin, radius); }
};

// The separator of largest margin; nothing if none was found, as for samples that no hyperplane separates.
// X  n × d, y  n labels ±1. The bias counts as a weight of the constant input 1, as in the perceptron's proof
// of convergence, so that it is the point nearest to 0 in the convex hull of the vectors y (x, 1), normalised.
// The margin is that of the separator returned, at least (1 - tolerance) of the largest.
// Source: Mitchell, Dem'yanov, Malozemov, Finding the point of a polyhedron closest to the origin,
// SIAM J. Control 12 (1974) 19.
// Cost: O(nd) a step, at most about 5·10⁶ multiplications in all: a margin smaller than that resolves counts as none.
std::optional<Separator> widest_margin(ConstMatrixView<double> X, std::span<const int> y, double tolerance = 1e-3);

}  // namespace lectern::linear
