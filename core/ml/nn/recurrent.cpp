#include "core/ml/nn/recurrent.h"

#include <algorithm>
#include <span>

#include "core/math/elementary.h"
#include "core/ml/nn/elementwise.h"
#include "core/ml/nn/layer_support.h"
#include "core/simd/gemm.h"
#include "core/simd/thread_pool.h"
#include "core/simd/transpose.h"

namespace lectern::nn {
namespace {

constexpr simd::Transpose kTransposed = simd::Transpose::yes;
constexpr std::ptrdiff_t kSampleChunk = 8;  // that one thread takes through all steps

template <typename T>
std::ptrdiff_t step_count(ConstMatrixView<T> x, ConstMatrixView<T> h0) {
  return h0.rows == 0 ? 0 : x.rows / h0.rows;
}

// body(first, count, pool) for the N samples of a sequence: in chunks on the pool, or all at once on this thread. The
// pool is for products inside, null where another loop has it.
template <typename Body>
void for_samples(std::ptrdiff_t n, ThreadPool* pool, Body body) {
  if (!pool || pool->workers() == 1 || n <= kSampleChunk) return body(std::ptrdiff_t{0}, n, pool);
  for_chunks(n, kSampleChunk, pool, [&](std::ptrdiff_t first, std::ptrdiff_t count) {
    body(first, count, static_cast<ThreadPool*>(nullptr));
  });
}

// The weights as the products of a forward pass read them: W_hhᵀ is laid out once for all steps, and the two biases are
// one where nothing comes between them.
template <typename T>
void lay_out(const RecurrentWeights<T>& w, RecurrentTape<T>& tape) {
  const std::ptrdiff_t blocks = w.weight_hh.rows, hidden = w.weight_hh.cols;
  tape.across.resize(hidden, blocks);
  simd::transpose_copy(w.weight_hh.data, w.weight_hh.stride, blocks, hidden, tape.across.data(), blocks);
  tape.bias.resize(1, blocks);
  map_arrays<T>(w.bias_ih, w.bias_hh, tape.bias.data(), blocks, [](auto a, auto b) { return a + b; });
}

template <typename T>
void copy_or_zero(ConstMatrixView<T> from, Matrix<T>& to, const ConstMatrixView<T>& like) {
  to.resize(like.rows, like.cols);
  if (from.data) {
    for (std::ptrdiff_t r = 0; r < from.rows; ++r) std::copy_n(from.row(r), from.cols, to.row(r));
  } else {
    to.fill(T(0));
  }
}

template <typename T>
void copy_if_wanted(const Matrix<T>& from, MatrixView<T> to) {
  if (!to.data) return;
  for (std::ptrdiff_t r = 0; r < from.rows(); ++r) std::copy_n(from.row(r), from.cols(), to.row(r));
}

template <typename T>
void add_to(ConstMatrixView<T> summand, MatrixView<T> sum) {
  for (std::ptrdiff_t r = 0; r < sum.rows; ++r) {
    map_arrays<T>(sum.row(r), summand.row(r), sum.row(r), sum.cols, [](auto a, auto b) { return a + b; });
  }
}

// Everything that follows from the gradients by both products once all steps are done.
template <typename T>
void finish_backward(const RecurrentWeights<T>& w, ConstMatrixView<T> x, ConstMatrixView<T> h0,
                     const RecurrentTape<T>& tape, const Matrix<T>& d_recurrent, const RecurrentSensitivity<T>& d,
                     const RecurrentGradients<T>& gradients, ThreadPool* pool) {
  const ConstMatrixView<T> d_Z = tape.d_z, d_R = d_recurrent;
  if (d.d_x.data) simd::gemm<T>(d_Z, w.weight_ih, nullptr, d.d_x, {}, pool);
  copy_if_wanted(tape.d_hidden, d.d_h0);
  if (!gradients.weight_ih.data) return;
  const std::ptrdiff_t n = h0.rows, later = d_Z.rows - n;
  simd::gemm<T>(d_Z, x, nullptr, gradients.weight_ih, {.transpose_a = kTransposed}, pool);
  simd::gemm<T>(d_R.rows_range(0, n), h0, nullptr, gradients.weight_hh, {.transpose_a = kTransposed}, pool);
  simd::gemm<T>(d_R.rows_range(n, later), tape.output.view().rows_range(0, later), nullptr, gradients.weight_hh,
                {.transpose_a = kTransposed, .accumulate = true}, pool);
  sum_rows<T>(d_Z, gradients.bias_ih);
  if (d_R.data == d_Z.data) {
    std::copy_n(gradients.bias_ih, d_Z.cols, gradients.bias_hh);
  } else {
    sum_rows<T>(d_R, gradients.bias_hh);
  }
}

// One sample of one step: gates in place from z, then c, tanh c and h.
template <typename T>
void lstm_point(std::ptrdiff_t hidden, T* gates, const T* before, T* cell, T* cell_tanh, T* h) {
  const std::size_t two = std::size_t(2 * hidden), one = std::size_t(hidden);
  T *f = gates + hidden, *g = gates + 2 * hidden, *o = gates + 3 * hidden;
  math::sigmoid(std::span<const T>(gates, two), std::span<T>(gates, two));
  math::tanh(std::span<const T>(g, one), std::span<T>(g, one));
  math::sigmoid(std::span<const T>(o, one), std::span<T>(o, one));
  for (std::ptrdiff_t j = 0; j < hidden; ++j) cell[j] = f[j] * before[j] + gates[j] * g[j];
  math::tanh(std::span<const T>(cell, one), std::span<T>(cell_tanh, one));
  for (std::ptrdiff_t j = 0; j < hidden; ++j) h[j] = o[j] * cell_tanh[j];
}

// The same backward, for a vector of units or one: d_h and d_c of this step give d_z; d_c becomes that of the step
// before.
template <typename V, typename T>
void lstm_units_gradient(std::ptrdiff_t hidden, const T* gates, const T* before, const T* cell_tanh, const T* d_h,
                         T* d_c, T* d_z) {
  const V one = math::broadcast<V>(T(1));
  const V i = math::load<V>(gates), f = math::load<V>(gates + hidden), g = math::load<V>(gates + 2 * hidden),
          o = math::load<V>(gates + 3 * hidden), tanh_c = math::load<V>(cell_tanh), d_output = math::load<V>(d_h);
  const V d_cell = math::load<V>(d_c) + d_output * o * (one - tanh_c * tanh_c);
  math::store(d_z, d_cell * g * i * (one - i));
  math::store(d_z + hidden, d_cell * math::load<V>(before) * f * (one - f));
  math::store(d_z + 2 * hidden, d_cell * i * (one - g * g));
  math::store(d_z + 3 * hidden, d_output * tanh_c * o * (one - o));
  math::store(d_c, d_cell * f);
}

template <typename T>
void lstm_point_gradient(std::ptrdiff_t hidden, const T* gates, const T* before, const T* cell_tanh, const T* d_h,
                         T* d_c, T* d_z) {
  using V = math::VectorOf<T>;
  constexpr std::ptrdiff_t kLanes = math::Lanes<V>::kCount;
  std::ptrdiff_t j = 0;
  for (; j + kLanes <= hidden; j += kLanes)
    lstm_units_gradient<V>(hidden, gates + j, before + j, cell_tanh + j, d_h + j, d_c + j, d_z + j);
  for (; j < hidden; ++j)
    lstm_units_gradient<T>(hidden, gates + j, before + j, cell_tanh + j, d_h + j, d_c + j, d_z + j);
}

// One sample of one step of the GRU: gates in place from a, with b of the memory, then h.
template <typename T>
void gru_point(std::ptrdiff_t hidden, T* gates, const T* recalled, const T* before, T* h) {
  const std::size_t two = std::size_t(2 * hidden), one = std::size_t(hidden);
  T *z = gates + hidden, *n = gates + 2 * hidden;
  map_arrays<T>(gates, recalled, gates, 2 * hidden, [](auto a, auto b) { return a + b; });
  math::sigmoid(std::span<const T>(gates, two), std::span<T>(gates, two));
  for (std::ptrdiff_t j = 0; j < hidden; ++j) n[j] += gates[j] * recalled[2 * hidden + j];
  math::tanh(std::span<const T>(n, one), std::span<T>(n, one));
  for (std::ptrdiff_t j = 0; j < hidden; ++j) h[j] = (T(1) - z[j]) * n[j] + z[j] * before[j];
}

// The same backward, for a vector of units or one: d_h gives d_z and d_b, and becomes what goes past the gates to the
// step before.
template <typename V, typename T>
void gru_units_gradient(std::ptrdiff_t hidden, const T* gates, const T* recalled, const T* before, T* d_h, T* d_z,
                        T* d_b) {
  const V one = math::broadcast<V>(T(1));
  const V r = math::load<V>(gates), z = math::load<V>(gates + hidden), n = math::load<V>(gates + 2 * hidden);
  const V d_output = math::load<V>(d_h), d_n = d_output * (one - z) * (one - n * n);
  const V d_r = d_n * math::load<V>(recalled + 2 * hidden) * r * (one - r);
  const V d_keep = d_output * (math::load<V>(before) - n) * z * (one - z);
  math::store(d_z, d_r);
  math::store(d_z + hidden, d_keep);
  math::store(d_z + 2 * hidden, d_n);
  math::store(d_b, d_r);
  math::store(d_b + hidden, d_keep);
  math::store(d_b + 2 * hidden, d_n * r);
  math::store(d_h, d_output * z);
}

template <typename T>
void gru_point_gradient(std::ptrdiff_t hidden, const T* gates, const T* recalled, const T* before, T* d_h, T* d_z,
                        T* d_b) {
  using V = math::VectorOf<T>;
  constexpr std::ptrdiff_t kLanes = math::Lanes<V>::kCount;
  std::ptrdiff_t j = 0;
  for (; j + kLanes <= hidden; j += kLanes)
    gru_units_gradient<V>(hidden, gates + j, recalled + j, before + j, d_h + j, d_z + j, d_b + j);
  for (; j < hidden; ++j) gru_units_gradient<T>(hidden, gates + j, recalled + j, before + j, d_h + j, d_z + j, d_b + j);
}

}  // namespace

template <typename T>
void rnn_forward(const Activation& a, const RecurrentWeights<T>& w, ConstMatrixView<T> x, ConstMatrixView<T> h0,
                 RecurrentTape<T>& tape, ThreadPool* pool) {
  const std::ptrdiff_t n = h0.rows;
  lay_out(w, tape);
  tape.output.resize(x.rows, h0.cols);
  simd::gemm<T>(x, w.weight_ih, tape.bias.data(), tape.output, {.transpose_b = kTransposed}, pool);
  for_samples(n, pool, [&](std::ptrdiff_t first, std::ptrdiff_t count, ThreadPool* own_pool) {
    ConstMatrixView<T> h = h0.rows_range(first, count);
    for (std::ptrdiff_t s = 0; s < step_count(x, h0); ++s) {
      const MatrixView<T> Z = tape.output.view().rows_range(s * n + first, count);
      simd::gemm<T>(h, tape.across, nullptr, Z, {.accumulate = true}, own_pool);
      activate<T>(a, Z, Z);
      h = Z;
    }
  });
}

template <typename T>
void rnn_backward(const Activation& a, const RecurrentWeights<T>& w, ConstMatrixView<T> x, ConstMatrixView<T> h0,
                  RecurrentTape<T>& tape, const RecurrentSensitivity<T>& d, const RecurrentGradients<T>& gradients,
                  ThreadPool* pool) {
  const std::ptrdiff_t n = h0.rows;
  copy_or_zero<T>(d.d_output, tape.d_z, tape.output);
  copy_or_zero<T>(d.d_last, tape.d_hidden, h0);
  for_samples(n, pool, [&](std::ptrdiff_t first, std::ptrdiff_t count, ThreadPool* own_pool) {
    const MatrixView<T> d_hidden = tape.d_hidden.view().rows_range(first, count);
    for (std::ptrdiff_t s = step_count(x, h0); s-- > 0;) {
      const MatrixView<T> d_Z = tape.d_z.view().rows_range(s * n + first, count);
      add_to<T>(d_hidden, d_Z);
      activation_gradient<T>(a, {}, tape.output.view().rows_range(s * n + first, count), d_Z);
      simd::gemm<T>(d_Z, w.weight_hh, nullptr, d_hidden, {}, own_pool);
    }
  });
  finish_backward(w, x, h0, tape, tape.d_z, d, gradients, pool);
}

template <typename T>
void lstm_forward(const RecurrentWeights<T>& w, ConstMatrixView<T> x, ConstMatrixView<T> h0, ConstMatrixView<T> c0,
                  RecurrentTape<T>& tape, ThreadPool* pool) {
  const std::ptrdiff_t n = h0.rows, hidden = h0.cols;
  lay_out(w, tape);
  tape.output.resize(x.rows, hidden);
  tape.cells.resize(x.rows, hidden);
  tape.cell_tanh.resize(x.rows, hidden);
  tape.gates.resize(x.rows, 4 * hidden);
  simd::gemm<T>(x, w.weight_ih, tape.bias.data(), tape.gates, {.transpose_b = kTransposed}, pool);
  for_samples(n, pool, [&](std::ptrdiff_t first, std::ptrdiff_t count, ThreadPool* own_pool) {
    for (std::ptrdiff_t s = 0; s < step_count(x, h0); ++s) {
      const std::ptrdiff_t row = s * n + first;
      const ConstMatrixView<T> h =
          s == 0 ? h0.rows_range(first, count) : ConstMatrixView<T>(tape.output.view().rows_range(row - n, count));
      simd::gemm<T>(h, tape.across, nullptr, tape.gates.view().rows_range(row, count), {.accumulate = true}, own_pool);
      for (std::ptrdiff_t r = row; r < row + count; ++r) {
        const T* before = s == 0 ? c0.row(r) : tape.cells.row(r - n);
        lstm_point(hidden, tape.gates.row(r), before, tape.cells.row(r), tape.cell_tanh.row(r), tape.output.row(r));
      }
    }
  });
}

template <typename T>
void lstm_backward(const RecurrentWeights<T>& w, ConstMatrixView<T> x, ConstMatrixView<T> h0, ConstMatrixView<T> c0,
                   RecurrentTape<T>& tape, const RecurrentSensitivity<T>& d, const RecurrentGradients<T>& gradients,
                   ThreadPool* pool) {
  const std::ptrdiff_t n = h0.rows, hidden = h0.cols;
  tape.d_z.resize(x.rows, 4 * hidden);
  copy_or_zero<T>(d.d_last, tape.d_hidden, h0);
  copy_or_zero<T>(d.d_last_cell, tape.d_cell, c0);
  for_samples(n, pool, [&](std::ptrdiff_t first, std::ptrdiff_t count, ThreadPool* own_pool) {
    const MatrixView<T> d_hidden = tape.d_hidden.view().rows_range(first, count);
    for (std::ptrdiff_t s = step_count(x, h0); s-- > 0;) {
      const std::ptrdiff_t row = s * n + first;
      if (d.d_output.data) add_to<T>(d.d_output.rows_range(row, count), d_hidden);
      for (std::ptrdiff_t k = first; k < first + count; ++k) {
        const std::ptrdiff_t r = s * n + k;
        const T* before = s == 0 ? c0.row(k) : tape.cells.row(r - n);
        lstm_point_gradient(hidden, tape.gates.row(r), before, tape.cell_tanh.row(r), tape.d_hidden.row(k),
                            tape.d_cell.row(k), tape.d_z.row(r));
      }
      simd::gemm<T>(tape.d_z.view().rows_range(row, count), w.weight_hh, nullptr, d_hidden, {}, own_pool);
    }
  });
  finish_backward(w, x, h0, tape, tape.d_z, d, gradients, pool);
  copy_if_wanted(tape.d_cell, d.d_c0);
}

template <typename T>
void gru_forward(const RecurrentWeights<T>& w, ConstMatrixView<T> x, ConstMatrixView<T> h0, RecurrentTape<T>& tape,
                 ThreadPool* pool) {
  const std::ptrdiff_t n = h0.rows, hidden = h0.cols;
  lay_out(w, tape);
  tape.output.resize(x.rows, hidden);
  tape.gates.resize(x.rows, 3 * hidden);
  tape.recalled.resize(x.rows, 3 * hidden);
  simd::gemm<T>(x, w.weight_ih, w.bias_ih, tape.gates, {.transpose_b = kTransposed}, pool);
  for_samples(n, pool, [&](std::ptrdiff_t first, std::ptrdiff_t count, ThreadPool* own_pool) {
    ConstMatrixView<T> h = h0.rows_range(first, count);
    for (std::ptrdiff_t s = 0; s < step_count(x, h0); ++s) {
      const std::ptrdiff_t row = s * n + first;
      simd::gemm<T>(h, tape.across, w.bias_hh, tape.recalled.view().rows_range(row, count), {}, own_pool);
      for (std::ptrdiff_t k = 0; k < count; ++k)
        gru_point(hidden, tape.gates.row(row + k), tape.recalled.row(row + k), h.row(k), tape.output.row(row + k));
      h = tape.output.view().rows_range(row, count);
    }
  });
}

template <typename T>
void gru_backward(const RecurrentWeights<T>& w, ConstMatrixView<T> x, ConstMatrixView<T> h0, RecurrentTape<T>& tape,
                  const RecurrentSensitivity<T>& d, const RecurrentGradients<T>& gradients, ThreadPool* pool) {
  const std::ptrdiff_t n = h0.rows, hidden = h0.cols;
  tape.d_z.resize(x.rows, 3 * hidden);
  tape.d_recalled.resize(x.rows, 3 * hidden);
  copy_or_zero<T>(d.d_last, tape.d_hidden, h0);
  for_samples(n, pool, [&](std::ptrdiff_t first, std::ptrdiff_t count, ThreadPool* own_pool) {
    const MatrixView<T> d_hidden = tape.d_hidden.view().rows_range(first, count);
    for (std::ptrdiff_t s = step_count(x, h0); s-- > 0;) {
      const std::ptrdiff_t row = s * n + first;
      if (d.d_output.data) add_to<T>(d.d_output.rows_range(row, count), d_hidden);
      for (std::ptrdiff_t k = first; k < first + count; ++k) {
        const std::ptrdiff_t r = s * n + k;
        const T* before = s == 0 ? h0.row(k) : tape.output.row(r - n);
        gru_point_gradient(hidden, tape.gates.row(r), tape.recalled.row(r), before, tape.d_hidden.row(k),
                           tape.d_z.row(r), tape.d_recalled.row(r));
      }
      simd::gemm<T>(tape.d_recalled.view().rows_range(row, count), w.weight_hh, nullptr, d_hidden, {.accumulate = true},
                    own_pool);
    }
  });
  finish_backward(w, x, h0, tape, tape.d_recalled, d, gradients, pool);
}

#define LECTERN_INSTANTIATE(T)                                                                                        \
  template void rnn_forward(const Activation&, const RecurrentWeights<T>&, ConstMatrixView<T>, ConstMatrixView<T>,    \
                            RecurrentTape<T>&, ThreadPool*);                                                          \
  template void rnn_backward(const Activation&, const RecurrentWeights<T>&, ConstMatrixView<T>, ConstMatrixView<T>,   \
                             RecurrentTape<T>&, const RecurrentSensitivity<T>&, const RecurrentGradients<T>&,         \
                             ThreadPool*);                                                                            \
  template void lstm_forward(const RecurrentWeights<T>&, ConstMatrixView<T>, ConstMatrixView<T>, ConstMatrixView<T>,  \
                             RecurrentTape<T>&, ThreadPool*);                                                         \
  template void lstm_backward(const RecurrentWeights<T>&, ConstMatrixView<T>, ConstMatrixView<T>, ConstMatrixView<T>, \
                              RecurrentTape<T>&, const RecurrentSensitivity<T>&, const RecurrentGradients<T>&,        \
                              ThreadPool*);                                                                           \
  template void gru_forward(const RecurrentWeights<T>&, ConstMatrixView<T>, ConstMatrixView<T>, RecurrentTape<T>&,    \
                            ThreadPool*);                                                                             \
  template void gru_backward(const RecurrentWeights<T>&, ConstMatrixView<T>, ConstMatrixView<T>, RecurrentTape<T>&,   \
                             const RecurrentSensitivity<T>&, const RecurrentGradients<T>&, ThreadPool*);
LECTERN_INSTANTIATE(float)
LECTERN_INSTANTIATE(double)
#undef LECTERN_INSTANTIATE

}  // namespace lectern::nn
