#pragma once

#include <cstddef>

// The register tiles of the convolution, one table of functions per vector width.
// This header is compiled for several instruction sets: nothing but declarations may stand here.
namespace lectern::simd {

// Part of one output row of several channels: y[i][j] = init[i] + Σ_k weight[k][i] x[offset[k] + j].
template <typename T>
struct ConvTile {
  std::ptrdiff_t taps;           // number of k
  const std::ptrdiff_t* offset;  // taps values
  const T* x;
  const T* weight;  // taps × kConvRows, packed
  const T* init;    // kConvRows values
  T* y;             // channel i starts at y + i·y_stride
  std::ptrdiff_t y_stride;
};

// Channels a full tile computes at once; weights are packed in panels of so many.
inline constexpr int kConvRows = 4;

template <typename T>
using ConvTileFunction = void (*)(const ConvTile<T>&);

// Neighbouring outputs of one row, each in many channels: y[j][i] = init[i] + Σ_k weight[k][i] x[offset[k] + j].
template <typename T>
struct ConvChannelTile {
  std::ptrdiff_t taps;           // number of k
  const std::ptrdiff_t* offset;  // taps values
  const T* x;
  const T* weight;  // taps × the tile's channels, packed
  const T* init;    // a value for each of the tile's channels
  T* y;             // column j starts at y + j·y_stride
  std::ptrdiff_t y_stride;
};

// Whether there are tiles of channels: double, in which networks are checked but not trained, does without.
template <typename T>
inline constexpr bool kHasChannelTiles = sizeof(T) == 4;

// Columns a full tile of channels computes at once.
inline constexpr int kConvColumns = 4;

template <typename T>
using ConvChannelTileFunction = void (*)(const ConvChannelTile<T>&);

// Some scalar products at once: sum[i][t] += Σ_p d[i][p] · x[offset[t] + p].
// Numerical note: over p in kDotLanes interleaved sums, added pairwise at the end.
template <typename T>
struct DotTile {
  std::ptrdiff_t length;  // a multiple of kDotLanes
  const T* d;             // row i starts at d + i·d_stride
  std::ptrdiff_t d_stride;
  const T* x;
  const std::ptrdiff_t* offset;
  T* sum;  // row i starts at sum + i·sum_stride
  std::ptrdiff_t sum_stride;
};

template <typename T>
inline constexpr std::ptrdiff_t kDotLanes = 16 / static_cast<std::ptrdiff_t>(sizeof(T));

inline constexpr int kDotRows = 2;
inline constexpr int kDotTaps = 4;

template <typename T>
using DotTileFunction = void (*)(const DotTile<T>&);

template <typename T>
struct DotKernels {
  DotTileFunction<T> tile[kDotRows + 1][kDotTaps + 1];  // by rows and taps
};

// The same for many rows at once, which lie side by side: sum[t][i] += Σ_p d[p][i] · x[offset[t] + p], to the same
// bits.
template <typename T>
struct DotChannelTile {
  std::ptrdiff_t length;
  const T* d;  // place p starts at d + p·stride
  std::ptrdiff_t stride;
  const T* x;
  const std::ptrdiff_t* offset;
  T* sum;  // tap t starts at sum + t·stride
};

template <typename T>
using DotChannelTileFunction = void (*)(const DotChannelTile<T>&);

// The tiles of one vector width; those of channels are null where there are none.
template <typename T>
struct ConvKernels {
  std::ptrdiff_t lanes;
  ConvTileFunction<T> full[kConvRows + 1];                       // 2·lanes columns, by number of channels
  ConvTileFunction<T> narrow[kConvRows + 1];                     // lanes columns
  ConvChannelTileFunction<T> full_channels[kConvColumns + 1];    // 2·lanes channels, by number of columns
  ConvChannelTileFunction<T> narrow_channels[kConvColumns + 1];  // lanes channels
  DotChannelTileFunction<T> dot_full_channels[kDotTaps + 1];     // 2·lanes channels, by number of taps
  DotChannelTileFunction<T> dot_narrow_channels[kDotTaps + 1];   // lanes channels
};

}  // namespace lectern::simd
