#pragma once

#include <algorithm>
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

// Blocks of as many rows and columns as a vector of 128 bits has lanes.
template <typename T>
constexpr std::ptrdiff_t kBlock = 16 / sizeof(T);

// out[p·out_stride + r] = from[r·from_stride + p] for r and p in [0, kBlock).
inline void transpose_block(const float* from, std::ptrdiff_t from_stride, float* out, std::ptrdiff_t out_stride) {
  const Block4x4 block = transposed(from, from_stride);
  for (std::ptrdiff_t i = 0; i < 4; ++i) math::store(out + i * out_stride, block.row[i]);
}
inline void transpose_block(const double* from, std::ptrdiff_t from_stride, double* out, std::ptrdiff_t out_stride) {
  const auto a = math::load<math::F64x2>(from), b = math::load<math::F64x2>(from + from_stride);
  math::store(out, __builtin_shufflevector(a, b, 0, 2));
  math::store(out + out_stride, __builtin_shufflevector(a, b, 1, 3));
}

// Writes rows of `length` values as columns: out[p·out_stride + r] = from[r·from_stride + p] for
// r in [0, rows), p in [0, length). Nothing else of out is touched.
template <typename T>
inline void transpose_copy(const T* from, std::ptrdiff_t from_stride, std::ptrdiff_t rows, std::ptrdiff_t length,
                           T* out, std::ptrdiff_t out_stride) {
  constexpr std::ptrdiff_t kRows = 16;  // at once, so that a line of the cache is filled before the next
  for (std::ptrdiff_t first = 0; first < rows; first += kRows, from += kRows * from_stride, out += kRows) {
    const std::ptrdiff_t count = std::min(kRows, rows - first), whole = count - count % kBlock<T>;
    std::ptrdiff_t p = 0;
    for (; p + kBlock<T> <= length; p += kBlock<T>) {
      std::ptrdiff_t r = 0;
      for (; r < whole; r += kBlock<T>)
        transpose_block(from + r * from_stride + p, from_stride, out + p * out_stride + r, out_stride);
      for (; r < count; ++r)
        for (std::ptrdiff_t i = 0; i < kBlock<T>; ++i) out[(p + i) * out_stride + r] = from[r * from_stride + p + i];
    }
    for (; p < length; ++p)
      for (std::ptrdiff_t r = 0; r < count; ++r) out[p * out_stride + r] = from[r * from_stride + p];
  }
}

}  // namespace lectern::simd
