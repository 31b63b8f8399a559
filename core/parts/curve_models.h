#pragma once

#include <cstdint>

#include "core/lab/panel.h"
#include "core/ml/linear/cross_validation.h"
#include "core/ml/linear/polynomial.h"

// Model classes for curves, each as a function that learns from (x, y) and predicts; X is n × 1.
namespace lectern {

// A polynomial, with ridge penalty lambda on all but its constant.
linear::FitAndPredict polynomial_model(const linear::PolynomialSpace& space, double lambda = 0);

// The mean of the k nearest points, or of all where there are fewer.
linear::FitAndPredict neighbours_model(int k);

// A regression tree of at most so many questions x ≤ t in a row: a piecewise constant function.
linear::FitAndPredict tree_model(int depth);

// Functions Σ_k w_k r(a_k·c(x) + b_k) with random a_k, b_k and fitted w: r(z) = z for z > 0, else z/10 (a leaky ReLU,
// so that no feature is zero everywhere), and c(x) are the first `waves` cosines that fit the interval. As many of them
// as points, and they can fit anything.
struct RandomFeatures {
  int count = 10;
  int waves = 10;
  std::uint64_t seed = 1;
  Range interval;
};
// lambda = 0: least squares, of all exact fits that of smallest norm.
linear::FitAndPredict random_features_model(const RandomFeatures& features, double lambda);

// A polynomial whose coefficients start at 0 and descend for so many steps along the gradient of the mean squared
// error. A rate above largest_stable_rate() of core/ml/linear/quadratic_cost.h diverges: the predictions are then not
// finite.
linear::FitAndPredict descent_model(const linear::PolynomialSpace& space, double rate, int steps);

}  // namespace lectern
