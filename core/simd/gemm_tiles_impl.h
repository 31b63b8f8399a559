#pragma once

#include "core/simd/gemm_tiles.h"
#include "core/simd/wide_vector.h"

// Included by one source file per instruction set; everything has internal linkage so that the
// linker can never give one instruction set's code to another.
namespace lectern::simd {
namespace {

// kRows × (kVectors · lanes) sums live in registers while k runs. A function of its own, called
// once per tile: browsers give a function its best code only from the next call on.
template <typename T, int kBytes, int kRows, int kVectors, ALayout kLayout, int kPanelRows>
__attribute__((noinline)) void tile(const GemmStrip<T>& s, std::ptrdiff_t row, const T* a) {
  constexpr std::ptrdiff_t kLanes = kBytes / sizeof(T);
  Vector<T, kBytes> sum[kRows][kVectors];
  for (int i = 0; i < kRows; ++i) {
    for (int v = 0; v < kVectors; ++v) {
      sum[i][v] = load<T, kBytes>(s.init + (row + i) * s.init_stride + v * kLanes);
    }
  }
  const std::ptrdiff_t row_step = kLayout == ALayout::rows ? s.a_stride : 1;
  const std::ptrdiff_t k_step = kLayout == ALayout::rows      ? 1
                                : kLayout == ALayout::columns ? s.a_stride
                                                              : std::ptrdiff_t(kPanelRows);
  const T* b = s.b;
  const std::ptrdiff_t b_stride = s.b_stride;
  for (std::ptrdiff_t k = s.k; k > 0; --k) {
    Vector<T, kBytes> b_k[kVectors];
    for (int v = 0; v < kVectors; ++v) b_k[v] = load<T, kBytes>(b + v * kLanes);
    for (int i = 0; i < kRows; ++i) {
      const Vector<T, kBytes> a_ik = splat<T, kBytes>(a[i * row_step]);
      for (int v = 0; v < kVectors; ++v) sum[i][v] = sum[i][v] + a_ik * b_k[v];
    }
    a += k_step;
    b += b_stride;
  }
  for (int i = 0; i < kRows; ++i) {
    for (int v = 0; v < kVectors; ++v) {
      store<T, kBytes>(s.c + (row + i) * s.c_stride + v * kLanes, sum[i][v]);
    }
  }
}

template <typename T, int kBytes, int kRows, int kVectors, ALayout kLayout, int kPanelRows>
void last_rows(const GemmStrip<T>& s, std::ptrdiff_t row, const T* a) {
  if constexpr (kRows > 0) {
    if (s.m - row == kRows) {
      tile<T, kBytes, kRows, kVectors, kLayout, kPanelRows>(s, row, a);
    } else {
      last_rows<T, kBytes, kRows - 1, kVectors, kLayout, kPanelRows>(s, row, a);
    }
  }
}

template <typename T, int kBytes, int kRows, int kVectors, ALayout kLayout>
void strip(const GemmStrip<T>& s) {
  const std::ptrdiff_t a_step = kLayout == ALayout::rows      ? kRows * s.a_stride
                                : kLayout == ALayout::columns ? std::ptrdiff_t(kRows)
                                                              : kRows * s.k;
  const T* a = s.a;
  std::ptrdiff_t row = 0;
  for (; row + kRows <= s.m; row += kRows, a += a_step) {
    tile<T, kBytes, kRows, kVectors, kLayout, kRows>(s, row, a);
  }
  last_rows<T, kBytes, kRows - 1, kVectors, kLayout, kRows>(s, row, a);
}

template <typename T, int kBytes, int kRows>
constexpr GemmTiles<T> make_tiles() {
  return {kRows,
          static_cast<std::ptrdiff_t>(kBytes / sizeof(T)),
          {strip<T, kBytes, kRows, 2, ALayout::rows>, strip<T, kBytes, kRows, 2, ALayout::columns>,
           strip<T, kBytes, kRows, 2, ALayout::packed>},
          {strip<T, kBytes, kRows, 1, ALayout::rows>, strip<T, kBytes, kRows, 1, ALayout::columns>,
           strip<T, kBytes, kRows, 1, ALayout::packed>}};
}

}  // namespace
}  // namespace lectern::simd
