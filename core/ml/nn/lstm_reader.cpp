#include "core/ml/nn/lstm_reader.h"

#include <algorithm>
#include <cmath>

#include "core/ml/nn/embedding.h"

namespace lectern::nn {
namespace {

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
void LstmReader<T>::initialise(const Rng& rng) {
  Rng own = rng;
  const double limit = 1 / std::sqrt(double(spec_.hidden));
  for (T& p : parameters_) p = T(own.uniform(-limit, limit));
  for (std::ptrdiff_t i = 0; i < first(); ++i) parameters_[std::size_t(i)] = T(own.normal());
  const ReadoutParts<T> parts(shape(), parameters_.data() + first());
  std::fill_n(parts.bias_ih + spec_.hidden, spec_.hidden, T(1));
  std::fill_n(parts.bias_hh, 4 * spec_.hidden, T(0));
}

template <typename T>
void LstmReader<T>::forward(LstmReaderTape<T>& tape, std::span<const std::int32_t> tokens,
                            std::ptrdiff_t sequences) const {
  const std::ptrdiff_t rows = std::ptrdiff_t(tokens.size()), length = sequences > 0 ? rows / sequences : 0;
  tape.sequences = sequences;
  tape.tokens.resize(tokens.size());
  for (std::ptrdiff_t i = 0; i < sequences; ++i)
    for (std::ptrdiff_t t = 0; t < length; ++t)
      tape.tokens[std::size_t(t * sequences + i)] = tokens[std::size_t(i * length + t)];
  tape.x.resize(rows, spec_.width);
  embed<T>({parameters_.data(), spec_.symbols, spec_.width}, tape.tokens, tape.x);
  tape.lstm.start.clear(sequences, spec_.hidden);
  readout_forward<T>(shape(), {shape(), parameters_.data() + first()}, tape.x, tape.lstm);
  reorder(tape.lstm.output, length, tape.logits);
}

template <typename T>
void LstmReader<T>::backward(LstmReaderTape<T>& tape) {
  reorder(tape.d_logits, tape.sequences, tape.lstm.d_output);
  tape.d_x.resize(tape.x.rows(), spec_.width);
  readout_backward<T>(shape(), {shape(), parameters_.data() + first()}, tape.x, tape.lstm,
                      {shape(), gradients_.data() + first()}, tape.d_x);
  embed_gradient<T>(tape.tokens, tape.d_x, {gradients_.data(), spec_.symbols, spec_.width});
}

template class LstmReader<float>;
template class LstmReader<double>;

}  // namespace lectern::nn
