#include "core/ml/nn/sequence_model.h"

#include <algorithm>
#include <cmath>

#include "core/math/sums.h"
#include "core/ml/nn/layer_support.h"
#include "core/simd/gemm.h"

namespace lectern::nn {
namespace {

constexpr Activation kTanh{ActivationKind::tanh};

// The parts of a vector of parameters, or of its gradient.
template <typename T>
struct Parts {
  MatrixView<T> weight_ih, weight_hh, weight_out;
  T *bias_ih, *bias_hh, *bias_out;

  Parts(const SequenceShape& shape, T* next) {
    const std::ptrdiff_t rows = shape.gates() * shape.hidden;
    const auto take = [&next](std::ptrdiff_t count) {
      T* part = next;
      next += count;
      return part;
    };
    weight_ih = {take(rows * shape.inputs), rows, shape.inputs};
    weight_hh = {take(rows * shape.hidden), rows, shape.hidden};
    bias_ih = take(rows);
    bias_hh = take(rows);
    weight_out = {take(shape.outputs * shape.hidden), shape.outputs, shape.hidden};
    bias_out = take(shape.outputs);
  }
};

std::size_t parameter_count(const SequenceShape& shape) {
  const std::ptrdiff_t rows = shape.gates() * shape.hidden;
  return static_cast<std::size_t>(rows * (shape.inputs + shape.hidden + 2) + shape.outputs * (shape.hidden + 1));
}

}  // namespace

template <typename T>
SequenceModel<T>::SequenceModel(const SequenceShape& shape, const Rng& rng)
    : shape_(shape), parameters_(parameter_count(shape), T(0)) {
  const Parts<T> parts(shape_, parameters_.data());
  const double bound = 1 / std::sqrt(static_cast<double>(shape_.hidden));
  Rng own = rng;
  for (const MatrixView<T>& weights : {parts.weight_ih, parts.weight_hh, parts.weight_out})
    for (std::ptrdiff_t i = 0; i < weights.size(); ++i) weights.data[i] = static_cast<T>(own.uniform(-bound, bound));
  if (shape_.cell == CellKind::lstm) std::fill_n(parts.bias_ih + shape_.hidden, shape_.hidden, T(1));
}

template <typename T>
RecurrentWeights<T> SequenceModel<T>::recurrent() const {
  const Parts<const T> parts(shape_, parameters_.data());
  return {parts.weight_ih, parts.weight_hh, parts.bias_ih, parts.bias_hh};
}

template <typename T>
ConstMatrixView<T> SequenceModel<T>::readout() const {
  return Parts<const T>(shape_, parameters_.data()).weight_out;
}

template <typename T>
void SequenceModel<T>::forward(ConstMatrixView<T> x, std::ptrdiff_t samples, const SequenceMemory<T>* start,
                               SequencePass<T>& pass, ThreadPool* pool) const {
  if (start) {
    pass.start = *start;
  } else {
    pass.start.clear(samples, shape_.hidden);
  }
  const RecurrentWeights<T> weights = recurrent();
  switch (shape_.cell) {
    case CellKind::rnn: rnn_forward<T>(kTanh, weights, x, pass.start.h, pass.tape, pool); break;
    case CellKind::lstm: lstm_forward<T>(weights, x, pass.start.h, pass.start.c, pass.tape, pool); break;
    case CellKind::gru: gru_forward<T>(weights, x, pass.start.h, pass.tape, pool); break;
  }
  const Parts<const T> parts(shape_, parameters_.data());
  pass.output.resize(x.rows, shape_.outputs);
  simd::gemm<T>(pass.tape.output, parts.weight_out, parts.bias_out, pass.output, {.transpose_b = simd::Transpose::yes},
                pool);
}

template <typename T>
void SequenceModel<T>::remember(const SequencePass<T>& pass, std::ptrdiff_t samples, std::ptrdiff_t s,
                                SequenceMemory<T>& memory) const {
  memory.clear(samples, shape_.hidden);
  std::copy_n(pass.tape.output.row(s * samples), memory.h.size(), memory.h.data());
  if (shape_.cell == CellKind::lstm) std::copy_n(pass.tape.cells.row(s * samples), memory.c.size(), memory.c.data());
}

template <typename T>
void SequenceModel<T>::backward(ConstMatrixView<T> x, SequencePass<T>& pass, const RecurrentSensitivity<T>& d,
                                const RecurrentGradients<T>& gradients, ThreadPool* pool) const {
  const RecurrentWeights<T> weights = recurrent();
  switch (shape_.cell) {
    case CellKind::rnn: return rnn_backward<T>(kTanh, weights, x, pass.start.h, pass.tape, d, gradients, pool);
    case CellKind::lstm: return lstm_backward<T>(weights, x, pass.start.h, pass.start.c, pass.tape, d, gradients, pool);
    case CellKind::gru: return gru_backward<T>(weights, x, pass.start.h, pass.tape, d, gradients, pool);
  }
}

template <typename T>
double SequenceModel<T>::gradient(ConstMatrixView<T> x, ConstMatrixView<T> t, std::ptrdiff_t samples,
                                  std::ptrdiff_t skipped, SequencePass<T>& pass, std::span<T> gradients,
                                  ThreadPool* pool) const {
  forward(x, samples, nullptr, pass, pool);
  const std::ptrdiff_t first = skipped * samples, counted = (x.rows - first) * shape_.outputs;
  pass.d_output.resize(x.rows, shape_.outputs);
  pass.d_output.fill(T(0));
  const T scale = T(2) / static_cast<T>(counted);
  double cost = 0;
  for (std::ptrdiff_t i = first; i < x.rows; ++i)
    for (std::ptrdiff_t k = 0; k < shape_.outputs; ++k) {
      const T miss = pass.output(i, k) - t(i, k);
      cost += static_cast<double>(miss) * static_cast<double>(miss);
      pass.d_output(i, k) = scale * miss;
    }
  backpropagate(x, pass, gradients, pool);
  return cost / static_cast<double>(counted);
}

template <typename T>
void SequenceModel<T>::backpropagate(ConstMatrixView<T> x, SequencePass<T>& pass, std::span<T> gradients,
                                     ThreadPool* pool) const {
  const Parts<const T> weights(shape_, parameters_.data());
  const Parts<T> d_weights(shape_, gradients.data());
  pass.d_hidden.resize(x.rows, shape_.hidden);
  simd::gemm<T>(pass.d_output, weights.weight_out, nullptr, pass.d_hidden, {}, pool);
  simd::gemm<T>(pass.d_output, pass.tape.output, nullptr, d_weights.weight_out, {.transpose_a = simd::Transpose::yes},
                pool);
  sum_rows<T>(pass.d_output, d_weights.bias_out);
  RecurrentSensitivity<T> d;
  d.d_output = pass.d_hidden;
  backward(x, pass, d, {d_weights.weight_ih, d_weights.weight_hh, d_weights.bias_ih, d_weights.bias_hh}, pool);
}

template <typename T>
void SequenceModel<T>::sensitivity(ConstMatrixView<T> x, std::ptrdiff_t samples, SequencePass<T>& pass,
                                   MatrixView<T> d_x) const {
  const Parts<const T> parts(shape_, parameters_.data());
  pass.d_hidden.resize(samples, shape_.hidden);
  for (std::ptrdiff_t i = 0; i < samples; ++i)
    std::copy_n(parts.weight_out.row(0), shape_.hidden, pass.d_hidden.row(i));
  RecurrentSensitivity<T> d;
  d.d_last = pass.d_hidden;
  d.d_x = d_x;
  backward(x, pass, d, {}, nullptr);
}

template <typename T>
double clip_norm(std::span<T> gradient, double most) {
  const double norm = std::sqrt(math::sum_of_squares(std::span<const T>(gradient)));
  if (norm > most) {
    const T scale = static_cast<T>(most / norm);
    for (T& g : gradient) g *= scale;
  }
  return norm;
}

#define LECTERN_INSTANTIATE(T)     \
  template class SequenceModel<T>; \
  template double clip_norm(std::span<T>, double);
LECTERN_INSTANTIATE(float)
LECTERN_INSTANTIATE(double)
#undef LECTERN_INSTANTIATE

}  // namespace lectern::nn
