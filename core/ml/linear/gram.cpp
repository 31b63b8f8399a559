#include "core/ml/linear/gram.h"

#include <algorithm>

#include "core/simd/gemm.h"

namespace lectern::linear {
namespace {

constexpr std::ptrdiff_t kBlock = 64;     // columns of XᵀX at a time: what lies below the diagonal is spared
constexpr std::ptrdiff_t kWaiting = 128;  // rows summed at a time

MatrixView<const double> columns_from(ConstMatrixView<double> X, std::ptrdiff_t first, std::ptrdiff_t count) {
  return {X.data + first, X.rows, count, X.stride};
}

}  // namespace

Matrix<double> gram_matrix(ConstMatrixView<double> X) {
  const std::ptrdiff_t d = X.cols;
  Matrix<double> G(d, d);
  for (std::ptrdiff_t first = 0; first < d; first += kBlock) {
    const std::ptrdiff_t count = std::min(kBlock, d - first);
    simd::gemm<double>(columns_from(X, first, count), columns_from(X, first, d - first), nullptr,
                       {G.row(first) + first, count, d - first, d}, {.transpose_a = simd::Transpose::yes});
  }
  for (std::ptrdiff_t i = 0; i < d; ++i) {
    for (std::ptrdiff_t j = 0; j < i; ++j) G(i, j) = G(j, i);
  }
  return G;
}

ScatterSum::ScatterSum(std::ptrdiff_t dimension) : sum_(dimension, dimension), waiting_(kWaiting, dimension) {}

void ScatterSum::add(const double* x, const double* centre) {
  double* difference = waiting_.row(count_);
  for (std::ptrdiff_t j = 0; j < waiting_.cols(); ++j) difference[j] = x[j] - centre[j];
  if (++count_ == kWaiting) add_waiting();
}

void ScatterSum::add_waiting() {
  const ConstMatrixView<double> D = waiting_.view().rows_range(0, count_);
  simd::gemm<double>(D, D, nullptr, sum_, {.transpose_a = simd::Transpose::yes, .accumulate = true});
  count_ = 0;
}

const Matrix<double>& ScatterSum::sum() {
  if (count_ > 0) add_waiting();
  return sum_;
}

}  // namespace lectern::linear
