#include "core/ml/nn/attention.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"
#include "core/ml/nn/elementwise.h"
#include "core/ml/nn/layer_support.h"
#include "core/simd/gemm.h"

namespace lectern::nn {
namespace {

constexpr simd::Transpose kTransposed = simd::Transpose::yes;
// Multiplications a chunk does at least, so that it is worth handing to another thread.
constexpr std::ptrdiff_t kChunkWork = 64 * 1024;

// Columns [first, first + count) of M.
template <typename T>
MatrixView<T> columns_of(MatrixView<T> M, std::ptrdiff_t first, std::ptrdiff_t count) {
  return {M.data + first, M.rows, count, M.stride};
}

// s becomes softmax(scale·s) over its first `seen` numbers and 0 behind them.
template <typename T>
void softmax_scores(T* s, std::ptrdiff_t seen, std::ptrdiff_t keys, T scale) {
  T largest = s[0];
  for (std::ptrdiff_t j = 1; j < seen; ++j) largest = std::max(largest, s[j]);
  map_array(s, s, seen, [=](auto v) { return math::exp((v - largest) * scale); });
  T sum = T(0);
  for (std::ptrdiff_t j = 0; j < seen; ++j) sum += s[j];
  const T inverse = T(1) / sum;
  map_array(s, s, seen, [=](auto v) { return v * inverse; });
  std::fill(s + seen, s + keys, T(0));
}

template <typename T>
void forward_one(ConstMatrixView<T> Q, ConstMatrixView<T> K, ConstMatrixView<T> V, bool causal, MatrixView<T> A,
                 MatrixView<T> Y) {
  const std::ptrdiff_t keys = K.rows;
  const T scale = T(1 / std::sqrt(double(Q.cols)));
  simd::gemm<T>(Q, K, nullptr, A, {.transpose_b = kTransposed});
  for (std::ptrdiff_t a = 0; a < Q.rows; ++a)
    softmax_scores(A.row(a), causal ? a + keys - Q.rows + 1 : keys, keys, scale);
  simd::gemm<T>(A, V, nullptr, Y);
}

template <typename T>
void backward_one(ConstMatrixView<T> Q, ConstMatrixView<T> K, ConstMatrixView<T> V, ConstMatrixView<T> A,
                  ConstMatrixView<T> d_Y, MatrixView<T> d_A, MatrixView<T> d_Q, MatrixView<T> d_K, MatrixView<T> d_V) {
  const T scale = T(1 / std::sqrt(double(Q.cols)));
  simd::gemm<T>(A, d_Y, nullptr, d_V, {.transpose_a = kTransposed});
  simd::gemm<T>(d_Y, V, nullptr, d_A, {.transpose_b = kTransposed});
  for (std::ptrdiff_t a = 0; a < A.rows; ++a) {
    const T* weights = A.row(a);
    T* d = d_A.row(a);
    T sum = T(0);
    for (std::ptrdiff_t j = 0; j < A.cols; ++j) sum += weights[j] * d[j];
    map_arrays(weights, d, d, A.cols, [=](auto w, auto g) { return w * (g - sum) * scale; });
  }
  simd::gemm<T>(d_A, K, nullptr, d_Q);
  simd::gemm<T>(d_A, Q, nullptr, d_K, {.transpose_a = kTransposed});
}

// body(i) for i in [0, count), each `work` multiplications.
template <typename Body>
void for_each_product(std::ptrdiff_t count, std::ptrdiff_t work, ThreadPool* pool, Body body) {
  const std::ptrdiff_t together = std::max<std::ptrdiff_t>(1, kChunkWork / std::max<std::ptrdiff_t>(1, work));
  for_chunks(count, together, pool, [&](std::ptrdiff_t first, std::ptrdiff_t n) {
    for (std::ptrdiff_t i = first; i < first + n; ++i) body(i);
  });
}

// Head `head` of sequence n in a matrix whose `block`-th D columns belong to q, k or v.
template <typename M>
auto head_of(M matrix, std::ptrdiff_t n, std::ptrdiff_t length, std::ptrdiff_t block, std::ptrdiff_t width,
             std::ptrdiff_t head, std::ptrdiff_t size) {
  return columns_of(matrix.rows_range(n * length, length), block * width + head * size, size);
}

}  // namespace

template <typename T>
void attention(ConstMatrixView<T> Q, ConstMatrixView<T> K, ConstMatrixView<T> V, std::ptrdiff_t sequences, bool causal,
               MatrixView<T> A, MatrixView<T> Y, ThreadPool* pool) {
  if (sequences == 0) return;
  const std::ptrdiff_t t = Q.rows / sequences, s = K.rows / sequences;
  for_each_product(sequences, t * s * (Q.cols + V.cols), pool, [&](std::ptrdiff_t n) {
    forward_one<T>(Q.rows_range(n * t, t), K.rows_range(n * s, s), V.rows_range(n * s, s), causal,
                   A.rows_range(n * t, t), Y.rows_range(n * t, t));
  });
}

template <typename T>
void attention_gradient(ConstMatrixView<T> Q, ConstMatrixView<T> K, ConstMatrixView<T> V, std::ptrdiff_t sequences,
                        ConstMatrixView<T> A, ConstMatrixView<T> d_Y, MatrixView<T> d_A, MatrixView<T> d_Q,
                        MatrixView<T> d_K, MatrixView<T> d_V, ThreadPool* pool) {
  if (sequences == 0) return;
  const std::ptrdiff_t t = Q.rows / sequences, s = K.rows / sequences;
  for_each_product(sequences, 2 * t * s * (Q.cols + V.cols), pool, [&](std::ptrdiff_t n) {
    backward_one<T>(Q.rows_range(n * t, t), K.rows_range(n * s, s), V.rows_range(n * s, s), A.rows_range(n * t, t),
                    d_Y.rows_range(n * t, t), d_A.rows_range(n * t, t), d_Q.rows_range(n * t, t),
                    d_K.rows_range(n * s, s), d_V.rows_range(n * s, s));
  });
}

template <typename T>
void multi_head_attention(const MultiHeadNumbers<const T>& w, ConstMatrixView<T> X, std::ptrdiff_t sequences,
                          std::ptrdiff_t heads, bool causal, MultiHeadTape<T>& tape, MatrixView<T> Y,
                          ThreadPool* pool) {
  const std::ptrdiff_t width = X.cols, size = width / heads, length = sequences == 0 ? 0 : X.rows / sequences;
  tape.qkv.resize(X.rows, 3 * width);
  tape.attention.resize(heads * X.rows, length);
  tape.heads.resize(X.rows, width);
  simd::gemm<T>(X, w.in, w.in_bias, tape.qkv, {.transpose_b = kTransposed}, pool);
  const ConstMatrixView<T> qkv = tape.qkv;
  for_each_product(sequences * heads, 2 * length * length * size, pool, [&](std::ptrdiff_t i) {
    const std::ptrdiff_t n = i / heads, head = i % heads;
    forward_one<T>(head_of(qkv, n, length, 0, width, head, size), head_of(qkv, n, length, 1, width, head, size),
                   head_of(qkv, n, length, 2, width, head, size), causal,
                   tape.attention.view().rows_range(i * length, length),
                   head_of(tape.heads.view(), n, length, 0, width, head, size));
  });
  simd::gemm<T>(tape.heads, w.out, w.out_bias, Y, {.transpose_b = kTransposed}, pool);
}

template <typename T>
void multi_head_attention_gradient(const MultiHeadNumbers<const T>& w, ConstMatrixView<T> X, std::ptrdiff_t sequences,
                                   std::ptrdiff_t heads, MultiHeadTape<T>& tape, ConstMatrixView<T> d_Y,
                                   MatrixView<T> d_X, const MultiHeadNumbers<T>& gradients, ThreadPool* pool) {
  const std::ptrdiff_t width = X.cols, size = width / heads, length = sequences == 0 ? 0 : X.rows / sequences;
  tape.d_qkv.resize(X.rows, 3 * width);
  tape.d_attention.resize(heads * X.rows, length);
  tape.d_heads.resize(X.rows, width);
  simd::gemm<T>(d_Y, tape.heads, nullptr, gradients.out, {.transpose_a = kTransposed}, pool);
  sum_rows<T>(d_Y, gradients.out_bias);
  simd::gemm<T>(d_Y, w.out, nullptr, tape.d_heads, {}, pool);
  const ConstMatrixView<T> qkv = tape.qkv, attention = tape.attention, d_heads = tape.d_heads;
  const MatrixView<T> d_qkv = tape.d_qkv;
  for_each_product(sequences * heads, 4 * length * length * size, pool, [&](std::ptrdiff_t i) {
    const std::ptrdiff_t n = i / heads, head = i % heads;
    const auto part = [&](auto matrix, std::ptrdiff_t block) {
      return head_of(matrix, n, length, block, width, head, size);
    };
    backward_one<T>(part(qkv, 0), part(qkv, 1), part(qkv, 2), attention.rows_range(i * length, length),
                    part(d_heads, 0), tape.d_attention.view().rows_range(i * length, length), part(d_qkv, 0),
                    part(d_qkv, 1), part(d_qkv, 2));
  });
  simd::gemm<T>(d_qkv, X, nullptr, gradients.in, {.transpose_a = kTransposed}, pool);
  sum_rows<T>(d_qkv, gradients.in_bias);
  simd::gemm<T>(d_qkv, w.in, nullptr, d_X, {}, pool);
}

template <typename T>
void positional_encoding(std::span<const std::int32_t> places, double base, MatrixView<T> E) {
  for (std::ptrdiff_t j = 0; j < E.cols; ++j) {
    const double scale = math::pow(base, double(j - j % 2) / double(E.cols));
    for (std::ptrdiff_t i = 0; i < E.rows; ++i) {
      const double angle = places[std::size_t(i)] / scale;
      E(i, j) = T(j % 2 == 0 ? math::sin(angle) : math::cos(angle));
    }
  }
}

#define LECTERN_INSTANTIATE(T)                                                                                      \
  template void attention(ConstMatrixView<T>, ConstMatrixView<T>, ConstMatrixView<T>, std::ptrdiff_t, bool,         \
                          MatrixView<T>, MatrixView<T>, ThreadPool*);                                               \
  template void attention_gradient(ConstMatrixView<T>, ConstMatrixView<T>, ConstMatrixView<T>, std::ptrdiff_t,      \
                                   ConstMatrixView<T>, ConstMatrixView<T>, MatrixView<T>, MatrixView<T>,            \
                                   MatrixView<T>, MatrixView<T>, ThreadPool*);                                      \
  template void multi_head_attention(const MultiHeadNumbers<const T>&, ConstMatrixView<T>, std::ptrdiff_t,          \
                                     std::ptrdiff_t, bool, MultiHeadTape<T>&, MatrixView<T>, ThreadPool*);          \
  template void multi_head_attention_gradient(const MultiHeadNumbers<const T>&, ConstMatrixView<T>, std::ptrdiff_t, \
                                              std::ptrdiff_t, MultiHeadTape<T>&, ConstMatrixView<T>, MatrixView<T>, \
                                              const MultiHeadNumbers<T>&, ThreadPool*);                             \
  template void positional_encoding(std::span<const std::int32_t>, double, MatrixView<T>);
LECTERN_INSTANTIATE(float)
LECTERN_INSTANTIATE(double)
#undef LECTERN_INSTANTIATE

}  // namespace lectern::nn
