#pragma once

#include <cstddef>
#include <span>
#include <tuple>

#include "core/ml/linear/penalised.h"

namespace lectern::linear {

// One weight w of a penalised fit, all others held at their values there, seen twice:
//   cost and penalty      C(w) = ½ a (w − m)²,   P(w) = λ (r |w| + ½ (1 − r) w²)
//   their probabilities   likelihood ∝ exp(−n C/σ²),   prior ∝ exp(−n P/σ²)
// with errors of variance σ². The weight of the least sum is that of the largest posterior (MAP): a penalty is a prior,
// Gaussian for ridge (variance σ²/nλ), Laplace for the lasso (scale σ²/nλ), their product for the elastic net.
// Source: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2nd ed., 2009), §3.4.3.
struct WeightPosterior {
  double curvature = 0;    // a = |x_j|²/n with x_j centred
  double most_likely = 0;  // m; 0 where x_j does not vary
  double lambda = 0;       // λ
  double l1_ratio = 0;     // r
  double sharpness = 1;    // n/σ²

  double cost(double w) const { return 0.5 * curvature * (w - most_likely) * (w - most_likely); }
  double penalty(double w) const;
  // Relative to the largest: 1 there.
  double likelihood(double w) const;
  double prior(double w) const;
  double posterior(double w) const;
  // The weight of the least cost(w) + penalty(w).
  double map() const;
  // Standard deviation of the Gaussian prior; of the Laplace prior its scale times √2; infinite for λ = 0. Of the
  // elastic net that of the Gaussian part alone.
  double prior_deviation() const;

  auto state() const { return std::tie(curvature, most_likely, lambda, l1_ratio, sharpness); }
};

// X  n × d, y  n; weight  j < d of the model; variance  σ² > 0 of the errors
WeightPosterior weight_posterior(ConstMatrixView<double> X, std::span<const double> y, const LinearModel& model,
                                 std::size_t weight, Penalty penalty, double lambda, double l1_ratio, double variance);

}  // namespace lectern::linear
