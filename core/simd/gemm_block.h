#pragma once

#include <cstddef>

#include "core/math/matrix.h"
#include "core/simd/gemm.h"

// The matrix product of one thread in memory it is given: what gemm and convolution are built from.
namespace lectern::simd {

// The scratch memory gemm_block needs for a product of this size, in values of T.
template <typename T>
std::size_t gemm_workspace_size(std::ptrdiff_t m, std::ptrdiff_t n, std::ptrdiff_t k,
                                GemmOptions options);

// gemm without threads; `workspace` holds gemm_workspace_size values, aligned to a cache line.
template <typename T>
void gemm_block(ConstMatrixView<T> A, ConstMatrixView<T> B, const T* bias, MatrixView<T> C,
                GemmOptions options, T* workspace);

}  // namespace lectern::simd
