#pragma once

#include "core/simd/conv2d_kernels.h"
#include "core/simd/wide_vector.h"

// Included by one source file per instruction set; everything has internal linkage.
namespace lectern::simd {
namespace {

template <typename T, int kBytes, int kRows, int kVectors>
__attribute__((noinline)) void conv_tile(const ConvTile<T>& tile) {
  constexpr std::ptrdiff_t kLanes = kBytes / sizeof(T);
  Vector<T, kBytes> sum[kRows][kVectors];
  for (int i = 0; i < kRows; ++i) {
    for (int v = 0; v < kVectors; ++v) sum[i][v] = splat<T, kBytes>(tile.init[i]);
  }
  const T* weight = tile.weight;
  for (const std::ptrdiff_t *offset = tile.offset, *end = offset + tile.taps; offset != end; ++offset) {
    const T* x = tile.x + *offset;
    Vector<T, kBytes> x_k[kVectors];
    for (int v = 0; v < kVectors; ++v) x_k[v] = load<T, kBytes>(x + v * kLanes);
    for (int i = 0; i < kRows; ++i) {
      const Vector<T, kBytes> weight_ik = splat<T, kBytes>(weight[i]);
      for (int v = 0; v < kVectors; ++v) sum[i][v] = sum[i][v] + weight_ik * x_k[v];
    }
    weight += kConvRows;
  }
  for (int i = 0; i < kRows; ++i) {
    for (int v = 0; v < kVectors; ++v) store<T, kBytes>(tile.y + i * tile.y_stride + v * kLanes, sum[i][v]);
  }
}

template <typename T, int kBytes>
constexpr ConvKernels<T> make_conv_kernels() {
  return {static_cast<std::ptrdiff_t>(kBytes / sizeof(T)),
          {nullptr, conv_tile<T, kBytes, 1, 2>, conv_tile<T, kBytes, 2, 2>, conv_tile<T, kBytes, 3, 2>,
           conv_tile<T, kBytes, 4, 2>},
          {nullptr, conv_tile<T, kBytes, 1, 1>, conv_tile<T, kBytes, 2, 1>, conv_tile<T, kBytes, 3, 1>,
           conv_tile<T, kBytes, 4, 1>}};
}

constexpr int kDotBytes = 16;

template <typename T>
T sum_of_lanes(Vector<T, kDotBytes> v) {
  if constexpr (kDotLanes<T> == 4) {
    return (v[0] + v[1]) + (v[2] + v[3]);
  } else {
    return v[0] + v[1];
  }
}

template <typename T, int kRows, int kTaps>
__attribute__((noinline)) void dot_tile(const DotTile<T>& tile) {
  Vector<T, kDotBytes> sum[kRows][kTaps] = {};
  const T* x[kTaps];
  for (int t = 0; t < kTaps; ++t) x[t] = tile.x + tile.offset[t];
  for (std::ptrdiff_t p = 0; p < tile.length; p += kDotLanes<T>) {
    Vector<T, kDotBytes> d[kRows];
    for (int i = 0; i < kRows; ++i) d[i] = load<T, kDotBytes>(tile.d + i * tile.d_stride + p);
    for (int t = 0; t < kTaps; ++t) {
      const Vector<T, kDotBytes> x_t = load<T, kDotBytes>(x[t] + p);
      for (int i = 0; i < kRows; ++i) sum[i][t] = sum[i][t] + d[i] * x_t;
    }
  }
  for (int i = 0; i < kRows; ++i) {
    for (int t = 0; t < kTaps; ++t) tile.sum[i * tile.sum_stride + t] += sum_of_lanes<T>(sum[i][t]);
  }
}

template <typename T>
constexpr DotKernels<T> make_dot_kernels() {
  return {{{},
           {nullptr, dot_tile<T, 1, 1>, dot_tile<T, 1, 2>, dot_tile<T, 1, 3>, dot_tile<T, 1, 4>},
           {nullptr, dot_tile<T, 2, 1>, dot_tile<T, 2, 2>, dot_tile<T, 2, 3>, dot_tile<T, 2, 4>}}};
}

}  // namespace
}  // namespace lectern::simd
