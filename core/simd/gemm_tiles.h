#pragma once

#include <cstddef>

// The register tiles of the matrix product, one table of functions per instruction set.
// This header is compiled for several instruction sets: nothing but declarations may stand here.
namespace lectern::simd {

// How a strip finds op(A)_ik.
enum class ALayout {
  rows,     // a[i·a_stride + k]
  columns,  // a[k·a_stride + i]
  packed,   // panels of kRows rows, k-major, one after another: a[i/kRows][k][i mod kRows]
};

// One strip: m rows times one panel of columns, C_ij = init_ij + Σ_k op(A)_ik B_kj.
template <typename T>
struct GemmStrip {
  std::ptrdiff_t m, k;
  const T* a;
  std::ptrdiff_t a_stride;
  const T* b;  // row k of the panel starts at b + k·b_stride
  std::ptrdiff_t b_stride;
  const T* init;  // row i starts at init + i·init_stride; stride 0 repeats one row
  std::ptrdiff_t init_stride;
  T* c;  // may be init itself
  std::ptrdiff_t c_stride;
};

template <typename T>
using StripFunction = void (*)(const GemmStrip<T>&);

template <typename T>
struct GemmTiles {
  std::ptrdiff_t rows;       // of a packed panel of A
  std::ptrdiff_t lanes;      // columns of a narrow panel; a full panel has twice as many
  StripFunction<T> full[3];  // by ALayout
  StripFunction<T> narrow[3];
};

}  // namespace lectern::simd
