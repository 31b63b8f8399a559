#pragma once

#include "core/simd/conv2d_kernels.h"
#include "core/simd/gemm_tiles.h"

// Everything that is compiled once per instruction set. The width of the vectors changes only how many
// results are computed at once, never the order of a sum, so every set gives the same bits.
// This header is compiled for several instruction sets: nothing but declarations may stand here.
namespace lectern::simd {

inline constexpr int kMostWidths = 3;

template <typename T>
struct Kernels {
  GemmTiles<T> gemm[kMostWidths];    // from wide to narrow, the last repeated
  ConvKernels<T> conv[kMostWidths];  // likewise
  DotKernels<T> dot;
};

struct InstructionSet {
  Kernels<float> for_float;
  Kernels<double> for_double;
};

const InstructionSet& kernels_128();  // SSE2, WebAssembly SIMD, NEON
#if defined(__x86_64__)
const InstructionSet& kernels_avx2();    // 256 bits
const InstructionSet& kernels_avx512();  // 512 bits
#endif

// The widest set this machine has.
template <typename T>
const Kernels<T>& kernels();

// Of that set, the convolution's tiles whose lanes hold so many channels in fewest vectors; the narrowest of equals.
template <typename T>
const ConvKernels<T>& kernels_with_fewest_vectors(std::ptrdiff_t channels);

}  // namespace lectern::simd
