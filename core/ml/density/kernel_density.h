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

// The density itself at the points of a grid of the plane, each kernel the product of one factor by x and one by y.
// X     n × 2; n = 0 gives 0 everywhere
// x, y  places along the axes
// out   y.size() × x.size()  overwritten
// Numerical note: farther than 38 h from all of X it is 0.
void kernel_density_on_grid(ConstMatrixView<float> X, double bandwidth, std::span<const double> x,
                            std::span<const double> y, std::span<double> out);

}  // namespace lectern::density
