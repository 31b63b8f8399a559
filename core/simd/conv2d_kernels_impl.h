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

template <typename T, int kBytes, int kColumns, int kVectors>
__attribute__((noinline)) void conv_channel_tile(const ConvChannelTile<T>& tile) {
  constexpr std::ptrdiff_t kLanes = kBytes / sizeof(T);
  Vector<T, kBytes> sum[kColumns][kVectors];
  for (int v = 0; v < kVectors; ++v) {
    const Vector<T, kBytes> init = load<T, kBytes>(tile.init + v * kLanes);
    for (int j = 0; j < kColumns; ++j) sum[j][v] = init;
  }
  const T* weight = tile.weight;
  for (const std::ptrdiff_t *offset = tile.offset, *end = offset + tile.taps; offset != end; ++offset) {
    const T* x = tile.x + *offset;
    Vector<T, kBytes> weight_k[kVectors];
    for (int v = 0; v < kVectors; ++v) weight_k[v] = load<T, kBytes>(weight + v * kLanes);
    for (int j = 0; j < kColumns; ++j) {
      const Vector<T, kBytes> x_kj = splat<T, kBytes>(x[j]);
      for (int v = 0; v < kVectors; ++v) sum[j][v] = sum[j][v] + weight_k[v] * x_kj;
    }
    weight += kVectors * kLanes;
  }
  for (int j = 0; j < kColumns; ++j) {
    for (int v = 0; v < kVectors; ++v) store<T, kBytes>(tile.y + j * tile.y_stride + v * kLanes, sum[j][v]);
  }
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

template <typename T, int kBytes, int kVectors, int kTaps>
__attribute__((noinline)) void dot_channel_tile(const DotChannelTile<T>& tile) {
  constexpr std::ptrdiff_t kLanes = kBytes / sizeof(T);
  using Sums = Vector<T, kBytes>[kTaps][kVectors];
  const T* x[kTaps];
  for (int t = 0; t < kTaps; ++t) x[t] = tile.x + tile.offset[t];
  // Of the interleaved sums, each pair.
  Sums pair[kDotLanes<T> / 2];
  for (std::ptrdiff_t lane = 0; lane < kDotLanes<T>; ++lane) {
    Sums sum = {};
    for (std::ptrdiff_t p = lane; p < tile.length; p += kDotLanes<T>) {
      Vector<T, kBytes> d[kVectors];
      for (int v = 0; v < kVectors; ++v) d[v] = load<T, kBytes>(tile.d + p * tile.stride + v * kLanes);
      for (int t = 0; t < kTaps; ++t) {
        const Vector<T, kBytes> x_t = splat<T, kBytes>(x[t][p]);
        for (int v = 0; v < kVectors; ++v) sum[t][v] = sum[t][v] + d[v] * x_t;
      }
    }
    Sums& of_pair = pair[lane / 2];
    for (int t = 0; t < kTaps; ++t) {
      for (int v = 0; v < kVectors; ++v) of_pair[t][v] = lane % 2 == 0 ? sum[t][v] : of_pair[t][v] + sum[t][v];
    }
  }
  for (int t = 0; t < kTaps; ++t) {
    for (int v = 0; v < kVectors; ++v) {
      Vector<T, kBytes> total = pair[0][t][v];
      if constexpr (kDotLanes<T> == 4) total = total + pair[1][t][v];
      T* to = tile.sum + t * tile.stride + v * kLanes;
      store<T, kBytes>(to, load<T, kBytes>(to) + total);
    }
  }
}

template <typename T>
constexpr DotKernels<T> make_dot_kernels() {
  return {{{},
           {nullptr, dot_tile<T, 1, 1>, dot_tile<T, 1, 2>, dot_tile<T, 1, 3>, dot_tile<T, 1, 4>},
           {nullptr, dot_tile<T, 2, 1>, dot_tile<T, 2, 2>, dot_tile<T, 2, 3>, dot_tile<T, 2, 4>}}};
}

// kColumns: 1 to kConvColumns, which is kDotTaps, too.
template <typename T, int kBytes, int... kColumns>
constexpr void set_channel_tiles(ConvKernels<T>& kernels) {
  ((kernels.full_channels[kColumns] = conv_channel_tile<T, kBytes, kColumns, 2>), ...);
  ((kernels.narrow_channels[kColumns] = conv_channel_tile<T, kBytes, kColumns, 1>), ...);
  ((kernels.dot_full_channels[kColumns] = dot_channel_tile<T, kBytes, 2, kColumns>), ...);
  ((kernels.dot_narrow_channels[kColumns] = dot_channel_tile<T, kBytes, 1, kColumns>), ...);
}

template <typename T, int kBytes>
constexpr ConvKernels<T> make_conv_kernels() {
  ConvKernels<T> kernels{static_cast<std::ptrdiff_t>(kBytes / sizeof(T)),
                         {nullptr, conv_tile<T, kBytes, 1, 2>, conv_tile<T, kBytes, 2, 2>, conv_tile<T, kBytes, 3, 2>,
                          conv_tile<T, kBytes, 4, 2>},
                         {nullptr, conv_tile<T, kBytes, 1, 1>, conv_tile<T, kBytes, 2, 1>, conv_tile<T, kBytes, 3, 1>,
                          conv_tile<T, kBytes, 4, 1>},
                         {},
                         {},
                         {},
                         {}};
  if constexpr (kHasChannelTiles<T>) set_channel_tiles<T, kBytes, 1, 2, 3, 4>(kernels);
  return kernels;
}

}  // namespace
}  // namespace lectern::simd
