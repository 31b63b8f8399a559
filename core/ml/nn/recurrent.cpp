#include "core/ml/nn/recurrent.h"

#include <algorithm>
#include <span>

#include "core/math/elementary.h"
#include "core/ml/nn/elementwise.h"
#include "core/ml/nn/layer_support.h"
#include "core/simd/gemm.h"

namespace lectern::nn {
namespace {

constexpr simd::Transpose kTransposed = simd::Transpose::yes;

// Rows of step s in a sequence of N samples a step.
template <typename M>
auto step_rows(M& sequence, std::ptrdiff_t s, std::ptrdiff_t n) {
  return sequence.view().rows_range(s * n, n);
}

template <typename T>
std::ptrdiff_t step_count(ConstMatrixView<T> x, ConstMatrixView<T> h0) {
  return h0.rows == 0 ? 0 : x.rows / h0.rows;
}

// Z += h W_hhᵀ + b_hh
template <typename T>
void add_recurrence(const RecurrentWeights<T>& w, ConstMatrixView<T> h, MatrixView<T> Z) {
  simd::gemm<T>(h, w.weight_hh, nullptr, Z, {.transpose_b = kTransposed, .accumulate = true});
  for (std::ptrdiff_t r = 0; r < Z.rows; ++r) {
    map_arrays<T>(Z.row(r), w.bias_hh, Z.row(r), Z.cols, [](auto z, auto b) { return z + b; });
  }
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
void add_to(ConstMatrixView<T> summand, MatrixView<T> sum) {
  for (std::ptrdiff_t r = 0; r < sum.rows; ++r) {
    map_arrays<T>(sum.row(r), summand.row(r), sum.row(r), sum.cols, [](auto a, auto b) { return a + b; });
  }
}

// Everything that follows from tape.d_z once all steps are done.
template <typename T>
void finish_backward(const RecurrentWeights<T>& w, ConstMatrixView<T> x, ConstMatrixView<T> h0,
                     const RecurrentTape<T>& tape, const RecurrentSensitivity<T>& d,
                     const RecurrentGradients<T>& gradients) {
  const ConstMatrixView<T> d_Z = tape.d_z;
  const std::ptrdiff_t n = h0.rows, later = d_Z.rows - n;
  simd::gemm<T>(d_Z, w.weight_ih, nullptr, d.d_x, {});
  simd::gemm<T>(d_Z, x, nullptr, gradients.weight_ih, {.transpose_a = kTransposed});
  simd::gemm<T>(d_Z.rows_range(0, n), h0, nullptr, gradients.weight_hh, {.transpose_a = kTransposed});
  simd::gemm<T>(d_Z.rows_range(n, later), tape.output.view().rows_range(0, later), nullptr, gradients.weight_hh,
                {.transpose_a = kTransposed, .accumulate = true});
  sum_rows<T>(d_Z, gradients.bias_ih);
  std::copy_n(gradients.bias_ih, d_Z.cols, gradients.bias_hh);
  for (std::ptrdiff_t r = 0; r < n; ++r) std::copy_n(tape.d_hidden.row(r), tape.d_hidden.cols(), d.d_h0.row(r));
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

// The same backward: d_h and d_c of this step give d_z; d_c becomes that of the step before.
template <typename T>
void lstm_point_gradient(std::ptrdiff_t hidden, const T* gates, const T* before, const T* cell_tanh, const T* d_h,
                         T* d_c, T* d_z) {
  const T *i = gates, *f = gates + hidden, *g = gates + 2 * hidden, *o = gates + 3 * hidden;
  for (std::ptrdiff_t j = 0; j < hidden; ++j) {
    const T d_cell = d_c[j] + d_h[j] * o[j] * (T(1) - cell_tanh[j] * cell_tanh[j]);
    d_z[j] = d_cell * g[j] * i[j] * (T(1) - i[j]);
    d_z[hidden + j] = d_cell * before[j] * f[j] * (T(1) - f[j]);
    d_z[2 * hidden + j] = d_cell * i[j] * (T(1) - g[j] * g[j]);
    d_z[3 * hidden + j] = d_h[j] * cell_tanh[j] * o[j] * (T(1) - o[j]);
    d_c[j] = d_cell * f[j];
  }
}

}  // namespace

template <typename T>
void rnn_forward(const Activation& a, const RecurrentWeights<T>& w, ConstMatrixView<T> x, ConstMatrixView<T> h0,
                 RecurrentTape<T>& tape) {
  const std::ptrdiff_t n = h0.rows;
  tape.output.resize(x.rows, h0.cols);
  simd::gemm<T>(x, w.weight_ih, w.bias_ih, tape.output, {.transpose_b = kTransposed});
  ConstMatrixView<T> h = h0;
  for (std::ptrdiff_t s = 0; s < step_count(x, h0); ++s) {
    const MatrixView<T> Z = step_rows(tape.output, s, n);
    add_recurrence<T>(w, h, Z);
    activate<T>(a, Z, Z);
    h = Z;
  }
}

template <typename T>
void rnn_backward(const Activation& a, const RecurrentWeights<T>& w, ConstMatrixView<T> x, ConstMatrixView<T> h0,
                  RecurrentTape<T>& tape, const RecurrentSensitivity<T>& d, const RecurrentGradients<T>& gradients) {
  const std::ptrdiff_t n = h0.rows;
  copy_or_zero<T>(d.d_output, tape.d_z, tape.output);
  copy_or_zero<T>(d.d_last, tape.d_hidden, h0);
  for (std::ptrdiff_t s = step_count(x, h0); s-- > 0;) {
    const MatrixView<T> d_Z = step_rows(tape.d_z, s, n);
    add_to<T>(tape.d_hidden, d_Z);
    activation_gradient<T>(a, {}, step_rows(tape.output, s, n), d_Z);
    simd::gemm<T>(d_Z, w.weight_hh, nullptr, tape.d_hidden, {});
  }
  finish_backward(w, x, h0, tape, d, gradients);
}

template <typename T>
void lstm_forward(const RecurrentWeights<T>& w, ConstMatrixView<T> x, ConstMatrixView<T> h0, ConstMatrixView<T> c0,
                  RecurrentTape<T>& tape) {
  const std::ptrdiff_t n = h0.rows, hidden = h0.cols;
  tape.output.resize(x.rows, hidden);
  tape.cells.resize(x.rows, hidden);
  tape.cell_tanh.resize(x.rows, hidden);
  tape.gates.resize(x.rows, 4 * hidden);
  simd::gemm<T>(x, w.weight_ih, w.bias_ih, tape.gates, {.transpose_b = kTransposed});
  for (std::ptrdiff_t s = 0; s < step_count(x, h0); ++s) {
    add_recurrence<T>(w, s == 0 ? h0 : step_rows(tape.output, s - 1, n), step_rows(tape.gates, s, n));
    for (std::ptrdiff_t r = s * n; r < (s + 1) * n; ++r) {
      const T* before = s == 0 ? c0.row(r) : tape.cells.row(r - n);
      lstm_point(hidden, tape.gates.row(r), before, tape.cells.row(r), tape.cell_tanh.row(r), tape.output.row(r));
    }
  }
}

template <typename T>
void lstm_backward(const RecurrentWeights<T>& w, ConstMatrixView<T> x, ConstMatrixView<T> h0, ConstMatrixView<T> c0,
                   RecurrentTape<T>& tape, const RecurrentSensitivity<T>& d, const RecurrentGradients<T>& gradients) {
  const std::ptrdiff_t n = h0.rows, hidden = h0.cols;
  tape.d_z.resize(x.rows, 4 * hidden);
  copy_or_zero<T>(d.d_last, tape.d_hidden, h0);
  copy_or_zero<T>(d.d_last_cell, tape.d_cell, c0);
  for (std::ptrdiff_t s = step_count(x, h0); s-- > 0;) {
    if (d.d_output.data) add_to<T>(d.d_output.rows_range(s * n, n), tape.d_hidden);
    for (std::ptrdiff_t k = 0; k < n; ++k) {
      const std::ptrdiff_t r = s * n + k;
      const T* before = s == 0 ? c0.row(k) : tape.cells.row(r - n);
      lstm_point_gradient(hidden, tape.gates.row(r), before, tape.cell_tanh.row(r), tape.d_hidden.row(k),
                          tape.d_cell.row(k), tape.d_z.row(r));
    }
    simd::gemm<T>(step_rows(tape.d_z, s, n), w.weight_hh, nullptr, tape.d_hidden, {});
  }
  finish_backward(w, x, h0, tape, d, gradients);
  for (std::ptrdiff_t k = 0; k < n; ++k) std::copy_n(tape.d_cell.row(k), hidden, d.d_c0.row(k));
}

#define LECTERN_INSTANTIATE(T)                                                                                        \
  template void rnn_forward(const Activation&, const RecurrentWeights<T>&, ConstMatrixView<T>, ConstMatrixView<T>,    \
                            RecurrentTape<T>&);                                                                       \
  template void rnn_backward(const Activation&, const RecurrentWeights<T>&, ConstMatrixView<T>, ConstMatrixView<T>,   \
                             RecurrentTape<T>&, const RecurrentSensitivity<T>&, const RecurrentGradients<T>&);        \
  template void lstm_forward(const RecurrentWeights<T>&, ConstMatrixView<T>, ConstMatrixView<T>, ConstMatrixView<T>,  \
                             RecurrentTape<T>&);                                                                      \
  template void lstm_backward(const RecurrentWeights<T>&, ConstMatrixView<T>, ConstMatrixView<T>, ConstMatrixView<T>, \
                              RecurrentTape<T>&, const RecurrentSensitivity<T>&, const RecurrentGradients<T>&);
LECTERN_INSTANTIATE(float)
LECTERN_INSTANTIATE(double)
#undef LECTERN_INSTANTIATE

}  // namespace lectern::nn
