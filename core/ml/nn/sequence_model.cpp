#include "core/ml/nn/sequence_model.h"

#include <algorithm>
#include <cmath>

#include "core/math/sums.h"
#include "core/ml/nn/recurrent_readout.h"

namespace lectern::nn {

template <typename T>
SequenceModel<T>::SequenceModel(const SequenceShape& shape, const Rng& rng)
    : shape_(shape), parameters_(static_cast<std::size_t>(readout_parameters(shape)), T(0)) {
  const ReadoutParts<T> parts(shape_, parameters_.data());
  const double bound = 1 / std::sqrt(static_cast<double>(shape_.hidden));
  Rng own = rng;
  for (const MatrixView<T>& weights : {parts.weight_ih, parts.weight_hh, parts.weight_out})
    for (std::ptrdiff_t i = 0; i < weights.size(); ++i) weights.data[i] = static_cast<T>(own.uniform(-bound, bound));
  if (shape_.cell == CellKind::lstm) std::fill_n(parts.bias_ih + shape_.hidden, shape_.hidden, T(1));
}

template <typename T>
RecurrentWeights<T> SequenceModel<T>::recurrent() const {
  const ReadoutParts<const T> parts(shape_, parameters_.data());
  return {parts.weight_ih, parts.weight_hh, parts.bias_ih, parts.bias_hh};
}

template <typename T>
ConstMatrixView<T> SequenceModel<T>::readout() const {
  return ReadoutParts<const T>(shape_, parameters_.data()).weight_out;
}

template <typename T>
void SequenceModel<T>::forward(ConstMatrixView<T> x, std::ptrdiff_t samples, const SequenceMemory<T>* start,
                               SequencePass<T>& pass, ThreadPool* pool) const {
  if (start) {
    pass.start = *start;
  } else {
    pass.start.clear(samples, shape_.hidden);
  }
  readout_forward<T>(shape_, {shape_, parameters_.data()}, x, pass, pool);
}

template <typename T>
void SequenceModel<T>::remember(const SequencePass<T>& pass, std::ptrdiff_t samples, std::ptrdiff_t s,
                                SequenceMemory<T>& memory) const {
  memory.clear(samples, shape_.hidden);
  std::copy_n(pass.tape.output.row(s * samples), memory.h.size(), memory.h.data());
  if (shape_.cell == CellKind::lstm) std::copy_n(pass.tape.cells.row(s * samples), memory.c.size(), memory.c.data());
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
  readout_backward<T>(shape_, {shape_, parameters_.data()}, x, pass, {shape_, gradients.data()}, {}, pool);
}

template <typename T>
void SequenceModel<T>::sensitivity(ConstMatrixView<T> x, std::ptrdiff_t samples, SequencePass<T>& pass,
                                   MatrixView<T> d_x) const {
  const ReadoutParts<const T> parts(shape_, parameters_.data());
  pass.d_hidden.resize(samples, shape_.hidden);
  for (std::ptrdiff_t i = 0; i < samples; ++i)
    std::copy_n(parts.weight_out.row(0), shape_.hidden, pass.d_hidden.row(i));
  RecurrentSensitivity<T> d;
  d.d_last = pass.d_hidden;
  d.d_x = d_x;
  recurrent_backward<T>(shape_, parts, x, pass, d, {});
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
