#pragma once

#include <functional>
#include <tuple>

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

  auto state() const { return std::tie(sum_, waiting_, count_); }

 private:
  void add_waiting();

  Matrix<double> sum_;      // d × d
  Matrix<double> waiting_;  // differences not yet summed, a row each
  std::ptrdiff_t count_ = 0;
};

// H += Σ_i W_i ⊗ a_i a_iᵀ over the rows a_i of A: the curvature of a cost of K linear scores of each sample.
// A        n × w
// weights  weights(i, W) overwrites W, K × K and symmetric, with the second derivatives by the scores of sample i
// H        K·w × K·w, symmetric, accumulated into: the block (k, l) gains Σ_i (W_i)_kl a_i a_iᵀ
void add_curvature(ConstMatrixView<double> A, std::ptrdiff_t K,
                   const std::function<void(std::ptrdiff_t i, MatrixView<double> W)>& weights, MatrixView<double> H);

}  // namespace lectern::linear
