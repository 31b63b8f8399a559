#pragma once

#include <vector>

#include "core/math/matrix.h"

// Sums of outer products, by the matrix product of core/simd: summed over the rows in ascending order.
namespace lectern::linear {

// XᵀX, symmetric to the bit.   X  n × d   →   d × d
Matrix<double> gram_matrix(ConstMatrixView<double> X);

// Σ_i (x_i − c_i)(x_i − c_i)ᵀ, the scatter of samples about centres that may differ, as the samples come.
class ScatterSum {
 public:
  explicit ScatterSum(std::ptrdiff_t dimension);

  // x, centre  d each
  void add(const double* x, const double* centre);

  // The sum so far, d × d.
  const Matrix<double>& sum();

 private:
  void add_waiting();

  Matrix<double> sum_;      // d × d
  Matrix<double> waiting_;  // differences not yet summed, a row each
  std::ptrdiff_t count_ = 0;
};

}  // namespace lectern::linear
