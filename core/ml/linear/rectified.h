#pragma once

#include <span>

#include "core/math/matrix.h"

namespace lectern::linear {

// A linear model that is never negative: ŷ = max(θ·a, 0).
//   R(θ) = (1/n) Σ_i (y_i − max(θ·a_i, 0))²
// A  n × p,  y  n,  theta  p. 0 without samples. Not convex: where θ·a_i ≤ 0 for all samples R is flat.
// Source: Goodfellow, Bengio, Courville, Deep Learning (2016), §6.3.1.
double rectified_risk(ConstMatrixView<double> A, std::span<const double> y, std::span<const double> theta);

// The same, and its gradient (2/n) Σ_{θ·a_i > 0} (θ·a_i − y_i) a_i.   d_theta  p, overwritten
double rectified_risk(ConstMatrixView<double> A, std::span<const double> y, std::span<const double> theta,
                      std::span<double> d_theta);

}  // namespace lectern::linear
