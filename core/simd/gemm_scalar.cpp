#include "core/simd/gemm.h"

namespace lectern::simd {

template <typename T>
void gemm_scalar(ConstMatrixView<T> A, ConstMatrixView<T> B, const T* bias, MatrixView<T> C, GemmOptions options) {
  const bool a_transposed = options.transpose_a == Transpose::yes;
  const bool b_transposed = options.transpose_b == Transpose::yes;
  const std::ptrdiff_t depth = a_transposed ? A.rows : A.cols;
  for (std::ptrdiff_t i = 0; i < C.rows; ++i) {
    for (std::ptrdiff_t j = 0; j < C.cols; ++j) {
      T sum = options.accumulate ? C(i, j) : bias ? bias[j] : T(0);
      for (std::ptrdiff_t k = 0; k < depth; ++k) {
        sum = sum + (a_transposed ? A(k, i) : A(i, k)) * (b_transposed ? B(j, k) : B(k, j));
      }
      C(i, j) = sum;
    }
  }
}

template void gemm_scalar(ConstMatrixView<float>, ConstMatrixView<float>, const float*, MatrixView<float>, GemmOptions);
template void gemm_scalar(ConstMatrixView<double>, ConstMatrixView<double>, const double*, MatrixView<double>,
                          GemmOptions);

}  // namespace lectern::simd
