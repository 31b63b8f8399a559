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
  const T* weight;               // taps × kConvRows, packed
  const T* init;                 // kConvRows values
  T* y;                          // channel i starts at y + i·y_stride
  std::ptrdiff_t y_stride;
};

// Channels a full tile computes at once; weights are packed in panels of so many.
inline constexpr int kConvRows = 4;

template <typename T>
using ConvTileFunction = void (*)(const ConvTile<T>&);

template <typename T>
struct ConvKernels {
  std::ptrdiff_t lanes;                      // columns of a narrow tile; a full one has twice as many
  ConvTileFunction<T> full[kConvRows + 1];   // by number of channels
  ConvTileFunction<T> narrow[kConvRows + 1];
};

// The widest kernels this machine has whose vectors are not wider than a row of `columns`; the
// narrowest where all are. The width never changes the order of a sum.
template <typename T>
const ConvKernels<T>& conv_kernels(std::ptrdiff_t columns);

}  // namespace lectern::simd
