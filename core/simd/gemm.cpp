#include "core/simd/gemm.h"

#include <algorithm>

#include "core/simd/gemm_block.h"
#include "core/simd/thread_pool.h"

namespace lectern::simd {

namespace {

// Fewer multiplications than this are done before a second thread has heard of them.
constexpr std::ptrdiff_t kWorthThreads = 96 * 1024;
// Cuts fall between full register tiles.
constexpr std::ptrdiff_t kRowCut = 48;
constexpr std::ptrdiff_t kColumnCut = 32;
constexpr std::ptrdiff_t kChunksPerWorker = 2;

std::ptrdiff_t divide_up(std::ptrdiff_t value, std::ptrdiff_t by) { return (value + by - 1) / by; }

template <typename T>
void gemm_on_pool(ConstMatrixView<T> A, ConstMatrixView<T> B, const T* bias, MatrixView<T> C,
                  GemmOptions options, ThreadPool& pool) {
  const std::ptrdiff_t k = options.transpose_a == Transpose::yes ? A.rows : A.cols;
  const bool by_columns = C.cols >= C.rows;
  const std::ptrdiff_t extent = by_columns ? C.cols : C.rows;
  const std::ptrdiff_t cut = by_columns ? kColumnCut : kRowCut;
  std::ptrdiff_t part = extent;
  if (pool.workers() > 1 && C.size() * k >= kWorthThreads) {
    part = divide_up(divide_up(extent, pool.workers() * kChunksPerWorker), cut) * cut;
  }
  const std::ptrdiff_t m = by_columns ? C.rows : part, n = by_columns ? part : C.cols;
  pool.reserve_scratch(gemm_workspace_size<T>(m, n, k, options) * sizeof(T));
  pool.run(divide_up(extent, part), [&](std::ptrdiff_t chunk, int worker) {
    const std::ptrdiff_t first = chunk * part, count = std::min(part, extent - first);
    T* workspace = reinterpret_cast<T*>(pool.scratch(worker));
    MatrixView<T> c = C;
    ConstMatrixView<T> a = A, b = B;
    if (by_columns) {
      c = {C.data + first, C.rows, count, C.stride};
      b = options.transpose_b == Transpose::yes ? B.rows_range(first, count)
                                                : ConstMatrixView<T>{B.data + first, k, count, B.stride};
    } else {
      c = C.rows_range(first, count);
      a = options.transpose_a == Transpose::yes ? ConstMatrixView<T>{A.data + first, k, count, A.stride}
                                                : A.rows_range(first, count);
    }
    gemm_block<T>(a, b, bias && by_columns ? bias + first : bias, c, options, workspace);
  });
}

}  // namespace

template <typename T>
void gemm(ConstMatrixView<T> A, ConstMatrixView<T> B, const T* bias, MatrixView<T> C,
          GemmOptions options, ThreadPool* pool) {
  if (C.rows == 0 || C.cols == 0) return;
  if (pool != nullptr) {
    gemm_on_pool(A, B, bias, C, options, *pool);
    return;
  }
  const std::ptrdiff_t k = options.transpose_a == Transpose::yes ? A.rows : A.cols;
  AlignedVector<T> workspace(gemm_workspace_size<T>(C.rows, C.cols, k, options));
  gemm_block(A, B, bias, C, options, workspace.data());
}

template <typename T>
void gemm_scalar(ConstMatrixView<T> A, ConstMatrixView<T> B, const T* bias, MatrixView<T> C,
                 GemmOptions options) {
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

template void gemm(ConstMatrixView<float>, ConstMatrixView<float>, const float*, MatrixView<float>,
                   GemmOptions, ThreadPool*);
template void gemm(ConstMatrixView<double>, ConstMatrixView<double>, const double*,
                   MatrixView<double>, GemmOptions, ThreadPool*);
template void gemm_scalar(ConstMatrixView<float>, ConstMatrixView<float>, const float*,
                          MatrixView<float>, GemmOptions);
template void gemm_scalar(ConstMatrixView<double>, ConstMatrixView<double>, const double*,
                          MatrixView<double>, GemmOptions);

}  // namespace lectern::simd
