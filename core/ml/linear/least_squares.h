#pragma once

#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::linear {

// ŷ = X w + b
struct LinearModel {
  std::vector<double> coefficients;  // w, d
  double intercept = 0;              // b

  double predict(std::span<const double> x) const;
  std::vector<double> predict(ConstMatrixView<double> X) const;  // X  m × d

  auto state() const { return std::tie(coefficients, intercept); }
};

enum class LeastSquaresMethod { normal_equations, qr, pseudo_inverse };

// The weights W minimising |A W − Y|². A  n × p, Y  n × k, W  p × k.
// normal_equations: (AᵀA)⁻¹AᵀY by LDLᵀ, which squares the condition number; nothing if AᵀA is singular.
// qr, pseudo_inverse: the solution of smallest norm, always.
std::optional<Matrix<double>> least_squares(ConstMatrixView<double> A, ConstMatrixView<double> Y,
                                            LeastSquaresMethod method);

// Minimises |y − X w − b|² + alpha |w|²; the intercept is not penalised. alpha ≥ 0.
// X  n × d, y  n. alpha = 0 is ordinary least squares (smallest norm).
LinearModel ridge(ConstMatrixView<double> X, std::span<const double> y, double alpha, bool fit_intercept = true);

// One-against-all least squares: the columns of W are least_squares of [1 X] on the 0/1 indicator of each class.
// X  n × d, labels  n in [0, classes); W  (1 + d) × classes. The class of x is argmax [1 x] W.
Matrix<double> least_squares_classifier(ConstMatrixView<double> X, std::span<const int> labels, int classes);

}  // namespace lectern::linear
