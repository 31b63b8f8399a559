#pragma once

#include <cstddef>

#include "core/math/matrix.h"
#include "core/simd/transpose.h"

namespace lectern::simd {

// c_i = init_i + Σ_k A_ik b_k, k ascending, product and sum rounded separately: a matrix product with one column.
// c  one number a row, c_stride apart; may be init itself
template <typename T>
struct ColumnProduct {
  ConstMatrixView<T> A;
  const T* b;
  std::ptrdiff_t b_stride;
  const T* init;
  std::ptrdiff_t init_stride;  // 0 repeats one number
  T* c;
  std::ptrdiff_t c_stride;

  // Rows [row, row + kRows): as many sums grow side by side.
  template <std::ptrdiff_t kRows>
  void rows(std::ptrdiff_t row) const {
    T sum[kRows];
    for (std::ptrdiff_t i = 0; i < kRows; ++i) sum[i] = init[(row + i) * init_stride];
    for (std::ptrdiff_t k = 0; k < A.cols; ++k) {
      for (std::ptrdiff_t i = 0; i < kRows; ++i) sum[i] = sum[i] + A.row(row + i)[k] * b[k * b_stride];
    }
    for (std::ptrdiff_t i = 0; i < kRows; ++i) c[(row + i) * c_stride] = sum[i];
  }

  void run() const;
};

template <typename T>
void ColumnProduct<T>::run() const {
  std::ptrdiff_t row = 0;
  for (; row + 4 <= A.rows; row += 4) rows<4>(row);
  for (; row < A.rows; ++row) rows<1>(row);
}

// Four rows lie in the lanes of a vector: blocks of 4 × 4 are turned in registers.
template <>
inline void ColumnProduct<float>::run() const {
  using math::F32x4;
  const std::ptrdiff_t whole = A.cols - A.cols % 4;
  std::ptrdiff_t row = 0;
  for (; row + 4 <= A.rows; row += 4) {
    const float* a = A.row(row);
    const float* first = init + row * init_stride;
    F32x4 sum{first[0], first[init_stride], first[2 * init_stride], first[3 * init_stride]};
    for (std::ptrdiff_t k = 0; k < whole; k += 4) {
      const Block4x4 columns = transposed(a + k, A.stride);
      const float* b_k = b + k * b_stride;
      for (int p = 0; p < 4; ++p) sum = sum + columns.row[p] * b_k[p * b_stride];
    }
    for (std::ptrdiff_t k = whole; k < A.cols; ++k) {
      const F32x4 column{a[k], a[A.stride + k], a[2 * A.stride + k], a[3 * A.stride + k]};
      sum = sum + column * b[k * b_stride];
    }
    for (int i = 0; i < 4; ++i) c[(row + i) * c_stride] = sum[i];
  }
  for (; row < A.rows; ++row) rows<1>(row);
}

}  // namespace lectern::simd
