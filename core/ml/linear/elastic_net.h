#pragma once

#include <span>
#include <vector>

#include "core/math/matrix.h"
#include "core/ml/linear/least_squares.h"

namespace lectern::linear {

// Minimises |y − X w − b|²/(2n) + alpha l1_ratio |w|₁ + ½ alpha (1 − l1_ratio) |w|²; l1_ratio 1 is the lasso.
struct ElasticNetOptions {
  double alpha = 1;           // ≥ 0
  double l1_ratio = 1;        // in [0, 1]
  bool fit_intercept = true;  // not penalised
  double tolerance = 1e-10;   // stops when the duality gap is below tolerance · |y|²/n
  int maximum_passes = 100000;
};

// By cyclic coordinate descent on the Gram matrix with an active set; zeros are exact.
// X  n × d, y  n.   Source: Friedman, Hastie, Tibshirani, J. Stat. Software 33 (2010) 1.
LinearModel elastic_net(ConstMatrixView<double> X, std::span<const double> y, const ElasticNetOptions& options);

// The models along descending `alphas`, each started from the one before. options.alpha is not used.
std::vector<LinearModel> elastic_net_path(ConstMatrixView<double> X, std::span<const double> y,
                                          std::span<const double> alphas, const ElasticNetOptions& options);

// The smallest alpha at which every coefficient is zero: max_j |x_jᵀ y| / (n l1_ratio) on centred data.
double smallest_alpha_without_coefficients(ConstMatrixView<double> X, std::span<const double> y, double l1_ratio,
                                           bool fit_intercept = true);

}  // namespace lectern::linear
