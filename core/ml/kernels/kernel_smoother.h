#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::kernels {

// Regression without training: the mean of all y, each weighted by how near its x is.
//   f(x) = Σ_i y_i w_i / Σ_i w_i,  w_i = exp(−|x − x_i|²/(2h²))
// Sources: Nadaraya, On estimating regression, Theory Probab. Appl. 9 (1964) 141; Watson, Smooth regression analysis,
// Sankhyā A 26 (1964) 359.
// Stability: the least distance is subtracted in the exponent, so that far away the nearest point counts.
class KernelSmoother {
 public:
  // X  n × d and y  n are copied, n ≥ 1;  bandwidth  h > 0
  KernelSmoother(ConstMatrixView<double> X, std::span<const double> y, double bandwidth);

  // x  d
  double value(std::span<const double> x) const;

  auto state() const { return std::tie(points_, y_, bandwidth_); }

 private:
  Matrix<double> points_;
  std::vector<double> y_;
  double bandwidth_;
};

}  // namespace lectern::kernels
