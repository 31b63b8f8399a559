#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/ml/linear/least_squares.h"

namespace lectern::zoo {

// Hidden units that answer to what lies near their centre, and a linear output:
//   ŷ(x) = Σ_k w_k exp(−|x − c_k|²/(2 width²)) + b
// Source: Broomhead, Lowe, Complex Systems 2 (1988) 321.
class RadialBasisNetwork {
 public:
  RadialBasisNetwork() = default;
  // Minimises |y − Φ w − b|² + ridge |w|² for the given centres.
  // X  n × d, y  n, centres  K × d, width > 0, ridge ≥ 0 (0: the solution of smallest norm)
  RadialBasisNetwork(ConstMatrixView<double> X, std::span<const double> y, Matrix<double> centres, double width,
                     double ridge, bool fit_bias = true);

  Matrix<double> features(ConstMatrixView<double> X) const;  // n × K
  std::vector<double> predict(ConstMatrixView<double> X) const;
  const linear::LinearModel& output() const { return output_; }
  const Matrix<double>& centres() const { return centres_; }

  auto state() const { return std::tie(centres_, width_, output_); }

 private:
  Matrix<double> centres_;
  double width_ = 1;
  linear::LinearModel output_;
};

}  // namespace lectern::zoo
