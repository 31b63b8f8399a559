#pragma once

#include <cstddef>

#include "core/math/vector.h"

namespace lectern::simd {

// Four rows of four.
struct Block4x4 {
  math::F32x4 row[4];
};

// The block at `from`, its columns as rows.
inline Block4x4 transposed(const float* from, std::ptrdiff_t stride) {
  using math::F32x4;
  const F32x4 a = math::load<F32x4>(from), b = math::load<F32x4>(from + stride);
  const F32x4 c = math::load<F32x4>(from + 2 * stride), d = math::load<F32x4>(from + 3 * stride);
  const F32x4 ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5);
  const F32x4 ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
  const F32x4 cd_low = __builtin_shufflevector(c, d, 0, 4, 1, 5);
  const F32x4 cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  return {{__builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5), __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7),
           __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5),
           __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7)}};
}

// Writes rows of `length` values as columns: out[p·out_stride + r] = from[r·from_stride + p] for
// r in [0, rows), p in [0, length). Nothing else of out is touched.
template <typename T>
inline void transpose_copy(const T* from, std::ptrdiff_t from_stride, std::ptrdiff_t rows, std::ptrdiff_t length,
                           T* out, std::ptrdiff_t out_stride) {
  for (std::ptrdiff_t r = 0; r < rows; ++r) {
    for (std::ptrdiff_t p = 0; p < length; ++p) out[p * out_stride + r] = from[r * from_stride + p];
  }
}

// The same for float in blocks of 4 × 4.
template <>
inline void transpose_copy(const float* from, std::ptrdiff_t from_stride, std::ptrdiff_t rows, std::ptrdiff_t length,
                           float* out, std::ptrdiff_t out_stride) {
  std::ptrdiff_t r = 0;
  for (; r + 4 <= rows; r += 4) {
    const float* f = from + r * from_stride;
    std::ptrdiff_t p = 0;
    for (; p + 4 <= length; p += 4) {
      const Block4x4 block = transposed(f + p, from_stride);
      for (std::ptrdiff_t i = 0; i < 4; ++i) math::store(out + (p + i) * out_stride + r, block.row[i]);
    }
    for (; p < length; ++p) {
      for (std::ptrdiff_t i = 0; i < 4; ++i) out[p * out_stride + r + i] = f[i * from_stride + p];
    }
  }
  for (; r < rows; ++r) {
    for (std::ptrdiff_t p = 0; p < length; ++p) out[p * out_stride + r] = from[r * from_stride + p];
  }
}

}  // namespace lectern::simd
