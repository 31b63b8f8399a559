#pragma once

#include <span>

namespace lectern::metrics {

struct RegressionScores {
  double r2 = 0;                  // 1 - Σ (y-p)² / Σ (y-ȳ)²
  double mse = 0;                 // mean of (y-p)²
  double rmse = 0;                // its root
  double mae = 0;                 // mean of |y-p|
  double explained_variance = 0;  // 1 - Var(y-p)/Var(y)
  double max_error = 0;           // largest |y-p|, whatever the weights
};

// Scores of predictions p of numbers y. Where all y are equal there is nothing to explain: r2 and explained_variance
// are NaN. Without any weight all scores are, and the largest error is without values.
// y, p  n values;  weights  n values ≥ 0, or none
// Source: Draper, Smith, Applied Regression Analysis (1998), ch. 1.
RegressionScores regression_scores(std::span<const double> y, std::span<const double> p,
                                   std::span<const double> weights = {});

}  // namespace lectern::metrics
