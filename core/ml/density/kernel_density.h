#pragma once

#include <span>

#include "core/math/matrix.h"

namespace lectern::density {

// log p(x) of the Gaussian kernel density p(x) = (1/n) Σ_i N(x; x_i, h² 1).
// X       n × d, n ≥ 1
// points  m × d
// out     m  overwritten
// Source: Silverman, Density Estimation (1986). Stability: the largest exponent is taken out of the sum.
void kernel_log_density(ConstMatrixView<double> X, double bandwidth, ConstMatrixView<double> points,
                        std::span<double> out);

}  // namespace lectern::density
