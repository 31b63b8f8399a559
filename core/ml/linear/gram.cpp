#include "core/ml/linear/gram.h"

#include <algorithm>

#include "core/simd/gemm.h"

namespace lectern::linear {
namespace {

constexpr std::ptrdiff_t kBlock = 64;      // columns of XᵀX at a time: what lies below the diagonal is spared
constexpr std::ptrdiff_t kWaiting = 128;   // rows summed at a time
constexpr std::ptrdiff_t kWeighted = 256;  // rows weighted at a time

MatrixView<const double> columns_from(ConstMatrixView<double> X, std::ptrdiff_t first, std::ptrdiff_t count) {
  return {X.data + first, X.rows, count, X.stride};
}

// do_block(k, l, number) for k ≤ l < K
template <typename DoBlock>
void for_each_block(std::ptrdiff_t K, DoBlock do_block) {
  std::ptrdiff_t number = 0;
  for (std::ptrdiff_t k = 0; k < K; ++k) {
    for (std::ptrdiff_t l = k; l < K; ++l) do_block(k, l, number++);
  }
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

// The blocks on and above the diagonal are summed one below the other, [W_00∘A … W_KK∘A]ᵀ A; (l, k) is (k, l).
void add_curvature(ConstMatrixView<double> A, std::ptrdiff_t K,
                   const std::function<void(std::ptrdiff_t i, MatrixView<double> W)>& weights, MatrixView<double> H) {
  const std::ptrdiff_t w = A.cols, blocks = K * (K + 1) / 2;
  Matrix<double> sums(blocks * w, w), weighted(std::min(kWeighted, A.rows), blocks * w), W(K, K);
  for_each_block(K, [&](std::ptrdiff_t k, std::ptrdiff_t l, std::ptrdiff_t block) {
    for (std::ptrdiff_t j = 0; j < w; ++j) std::copy_n(H.row(k * w + j) + l * w, w, sums.row(block * w + j));
  });
  for (std::ptrdiff_t first = 0; first < A.rows; first += kWeighted) {
    const std::ptrdiff_t count = std::min(kWeighted, A.rows - first);
    for (std::ptrdiff_t i = 0; i < count; ++i) {
      weights(first + i, W);
      const double* a = A.row(first + i);
      for_each_block(K, [&](std::ptrdiff_t k, std::ptrdiff_t l, std::ptrdiff_t block) {
        const double weight = W(k, l);
        double* to = weighted.row(i) + block * w;
        for (std::ptrdiff_t j = 0; j < w; ++j) to[j] = weight * a[j];
      });
    }
    simd::gemm<double>(weighted.view().rows_range(0, count), A.rows_range(first, count), nullptr, sums,
                       {.transpose_a = simd::Transpose::yes, .accumulate = true});
  }
  for_each_block(K, [&](std::ptrdiff_t k, std::ptrdiff_t l, std::ptrdiff_t block) {
    for (std::ptrdiff_t j = 0; j < w; ++j) {
      std::copy_n(sums.row(block * w + j), w, H.row(k * w + j) + l * w);
      std::copy_n(sums.row(block * w + j), w, H.row(l * w + j) + k * w);
    }
  });
}

}  // namespace lectern::linear
