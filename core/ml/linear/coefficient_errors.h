#pragma once

#include <limits>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::linear {

// How well data determine the weights of a least-squares fit.
struct CoefficientErrors {
  double noise_variance = std::numeric_limits<double>::quiet_NaN();  // σ̂² = |y − X θ̂|²/(n − p)
  std::vector<double> standard_errors;                               // √(σ̂² ((XᵀX)⁻¹)_jj), p
  double condition = 0;  // of X: its largest singular value over its least; infinite: of lower rank

  auto state() const { return std::tie(standard_errors); }
};

// The standard errors of θ̂, which minimises |y − X θ|². NaN where they are not known: with no more samples than weights
// (n ≤ p) nothing tells the noise, with dependent columns nothing tells the weights apart.
// X  n × p,  y  n,  theta  p
// Source: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009), §3.2.
// Numerical note: by the singular values of X, so that (XᵀX)⁻¹, whose condition number is the square, is never formed.
CoefficientErrors coefficient_errors(ConstMatrixView<double> X, std::span<const double> y,
                                     std::span<const double> theta);

}  // namespace lectern::linear
