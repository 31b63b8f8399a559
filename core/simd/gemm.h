#pragma once

#include "core/math/matrix.h"

namespace lectern {
class ThreadPool;
}

namespace lectern::simd {

enum class Transpose { no, yes };

// What becomes of C in a matrix product.
struct GemmOptions {
  Transpose transpose_a = Transpose::no;
  Transpose transpose_b = Transpose::no;
  bool accumulate = false;  // C += instead of C =; excludes bias
};

// Matrix product C = op(A)·op(B) (+ bias), the work of every dense and convolution layer.
//   C_ij = (accumulate ? C_ij : bias_j or 0) + Σ_k op(A)_ik op(B)_kj
// A     m × k (k × m if transposed), B  k × n (n × k if transposed)
// bias  n values or null, added to every row
// C     m × n, overwritten (or accumulated into); must not overlap A or B
// pool  null: on the calling thread
// Numerical note: each C_ij starts from its initial value and gains one product after another, k
// ascending, product and sum rounded separately. Neither blocks nor tiles nor edges change that, so
// the bits depend on machine, pool and the sizes of the other dimensions not at all.
template <typename T>
void gemm(ConstMatrixView<T> A, ConstMatrixView<T> B, const T* bias, MatrixView<T> C, GemmOptions options = {},
          ThreadPool* pool = nullptr);

// The same product by three plain loops in the same order of summation: the oracle of the tests.
template <typename T>
void gemm_scalar(ConstMatrixView<T> A, ConstMatrixView<T> B, const T* bias, MatrixView<T> C, GemmOptions options = {});

}  // namespace lectern::simd
