#include "core/ml/nn/lstm_reader.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/ml/nn/embedding.h"
#include "core/ml/nn/layer_support.h"
#include "core/simd/gemm.h"

namespace lectern::nn {
namespace {

constexpr simd::Transpose kTransposed = simd::Transpose::yes;

// Row n·T + t of one matrix is row t·N + n of the other.
template <typename T>
void reorder(const Matrix<T>& from, std::ptrdiff_t outer, Matrix<T>& to) {
  to.resize(from.rows(), from.cols());
  const std::ptrdiff_t inner = outer > 0 ? from.rows() / outer : 0;
  for (std::ptrdiff_t i = 0; i < outer; ++i)
    for (std::ptrdiff_t j = 0; j < inner; ++j) std::copy_n(from.row(i * inner + j), from.cols(), to.row(j * outer + i));
}

}  // namespace

template <typename T>
LstmReader<T>::LstmReader(const LstmReaderSpec& spec)
    : spec_(spec), parameters_(std::size_t(spec.parameter_count())), gradients_(std::size_t(spec.parameter_count())) {}

template <typename T>
typename LstmReader<T>::Numbers LstmReader<T>::numbers_in(T* next) const {
  const auto values = [&](std::ptrdiff_t count) { return std::exchange(next, next + count); };
  const auto matrix = [&](std::ptrdiff_t rows, std::ptrdiff_t cols) {
    return MatrixView<T>(values(rows * cols), rows, cols);
  };
  const std::ptrdiff_t gates = 4 * spec_.hidden;
  Numbers n{};
  n.tokens = matrix(spec_.symbols, spec_.width);
  n.ih = matrix(gates, spec_.width);
  n.hh = matrix(gates, spec_.hidden);
  n.b_ih = values(gates);
  n.b_hh = values(gates);
  n.W_y = matrix(spec_.outputs, spec_.hidden);
  n.b_y = values(spec_.outputs);
  return n;
}

template <typename T>
void LstmReader<T>::initialise(const Rng& rng) {
  Rng own = rng;
  const double limit = 1 / std::sqrt(double(spec_.hidden));
  for (T& p : parameters_) p = T(own.uniform(-limit, limit));
  const Numbers n = numbers();
  for (std::ptrdiff_t i = 0; i < n.tokens.size(); ++i) n.tokens.data[i] = T(own.normal());
  std::fill_n(n.b_ih + spec_.hidden, spec_.hidden, T(1));
  std::fill_n(n.b_hh, 4 * spec_.hidden, T(0));
}

template <typename T>
void LstmReader<T>::forward(LstmReaderTape<T>& tape, std::span<const std::int32_t> tokens,
                            std::ptrdiff_t sequences) const {
  const Numbers n = numbers();
  const std::ptrdiff_t rows = std::ptrdiff_t(tokens.size()), length = sequences > 0 ? rows / sequences : 0;
  tape.sequences = sequences;
  tape.tokens.resize(tokens.size());
  for (std::ptrdiff_t i = 0; i < sequences; ++i)
    for (std::ptrdiff_t t = 0; t < length; ++t)
      tape.tokens[std::size_t(t * sequences + i)] = tokens[std::size_t(i * length + t)];
  tape.x.resize(rows, spec_.width);
  embed<T>(n.tokens, tape.tokens, tape.x);
  tape.start.resize(sequences, spec_.hidden);
  tape.start.fill(T(0));
  lstm_forward<T>({n.ih, n.hh, n.b_ih, n.b_hh}, tape.x, tape.start, tape.start, tape.lstm);
  tape.by_step.resize(rows, spec_.outputs);
  simd::gemm<T>(tape.lstm.output, n.W_y, n.b_y, tape.by_step, {.transpose_b = kTransposed});
  reorder(tape.by_step, length, tape.logits);
}

template <typename T>
void LstmReader<T>::backward(LstmReaderTape<T>& tape) {
  const Numbers n = numbers(), g = numbers_in(gradients_.data());
  reorder(tape.d_logits, tape.sequences, tape.d_by_step);
  const ConstMatrixView<T> d = tape.d_by_step;
  tape.d_output.resize(d.rows, spec_.hidden);
  simd::gemm<T>(d, tape.lstm.output, nullptr, g.W_y, {.transpose_a = kTransposed});
  sum_rows<T>(d, g.b_y);
  simd::gemm<T>(d, n.W_y, nullptr, tape.d_output);
  tape.d_x.resize(d.rows, spec_.width);
  tape.d_start.resize(2 * tape.sequences, spec_.hidden);
  RecurrentSensitivity<T> sensitivity;
  sensitivity.d_output = tape.d_output;
  sensitivity.d_x = tape.d_x;
  sensitivity.d_h0 = tape.d_start.view().rows_range(0, tape.sequences);
  sensitivity.d_c0 = tape.d_start.view().rows_range(tape.sequences, tape.sequences);
  lstm_backward<T>({n.ih, n.hh, n.b_ih, n.b_hh}, tape.x, tape.start, tape.start, tape.lstm, sensitivity,
                   {g.ih, g.hh, g.b_ih, g.b_hh});
  embed_gradient<T>(tape.tokens, tape.d_x, g.tokens);
}

template class LstmReader<float>;
template class LstmReader<double>;

}  // namespace lectern::nn
