#include "core/ml/nn/recurrent_readout.h"

#include "core/ml/nn/layer_support.h"
#include "core/simd/gemm.h"

namespace lectern::nn {
namespace {

constexpr Activation kTanh{ActivationKind::tanh};

template <typename T>
RecurrentWeights<T> recurrent_of(const ReadoutParts<const T>& parts) {
  return {parts.weight_ih, parts.weight_hh, parts.bias_ih, parts.bias_hh};
}

}  // namespace

template <typename T>
void readout_forward(const SequenceShape& shape, const ReadoutParts<const T>& parts, ConstMatrixView<T> x,
                     SequencePass<T>& pass, ThreadPool* pool) {
  const RecurrentWeights<T> weights = recurrent_of(parts);
  switch (shape.cell) {
    case CellKind::rnn: rnn_forward<T>(kTanh, weights, x, pass.start.h, pass.tape, pool); break;
    case CellKind::lstm: lstm_forward<T>(weights, x, pass.start.h, pass.start.c, pass.tape, pool); break;
    case CellKind::gru: gru_forward<T>(weights, x, pass.start.h, pass.tape, pool); break;
  }
  pass.output.resize(x.rows, shape.outputs);
  simd::gemm<T>(pass.tape.output, parts.weight_out, parts.bias_out, pass.output, {.transpose_b = simd::Transpose::yes},
                pool);
}

template <typename T>
void recurrent_backward(const SequenceShape& shape, const ReadoutParts<const T>& parts, ConstMatrixView<T> x,
                        SequencePass<T>& pass, const RecurrentSensitivity<T>& d, const RecurrentGradients<T>& gradients,
                        ThreadPool* pool) {
  const RecurrentWeights<T> weights = recurrent_of(parts);
  switch (shape.cell) {
    case CellKind::rnn: return rnn_backward<T>(kTanh, weights, x, pass.start.h, pass.tape, d, gradients, pool);
    case CellKind::lstm: return lstm_backward<T>(weights, x, pass.start.h, pass.start.c, pass.tape, d, gradients, pool);
    case CellKind::gru: return gru_backward<T>(weights, x, pass.start.h, pass.tape, d, gradients, pool);
  }
}

template <typename T>
void readout_backward(const SequenceShape& shape, const ReadoutParts<const T>& parts, ConstMatrixView<T> x,
                      SequencePass<T>& pass, const ReadoutParts<T>& gradients, MatrixView<T> d_x, ThreadPool* pool) {
  pass.d_hidden.resize(x.rows, shape.hidden);
  simd::gemm<T>(pass.d_output, parts.weight_out, nullptr, pass.d_hidden, {}, pool);
  simd::gemm<T>(pass.d_output, pass.tape.output, nullptr, gradients.weight_out, {.transpose_a = simd::Transpose::yes},
                pool);
  sum_rows<T>(pass.d_output, gradients.bias_out);
  RecurrentSensitivity<T> d;
  d.d_output = pass.d_hidden;
  d.d_x = d_x;
  recurrent_backward<T>(shape, parts, x, pass, d,
                        {gradients.weight_ih, gradients.weight_hh, gradients.bias_ih, gradients.bias_hh}, pool);
}

#define LECTERN_INSTANTIATE(T)                                                                                     \
  template void readout_forward(const SequenceShape&, const ReadoutParts<const T>&, ConstMatrixView<T>,            \
                                SequencePass<T>&, ThreadPool*);                                                    \
  template void recurrent_backward(const SequenceShape&, const ReadoutParts<const T>&, ConstMatrixView<T>,         \
                                   SequencePass<T>&, const RecurrentSensitivity<T>&, const RecurrentGradients<T>&, \
                                   ThreadPool*);                                                                   \
  template void readout_backward(const SequenceShape&, const ReadoutParts<const T>&, ConstMatrixView<T>,           \
                                 SequencePass<T>&, const ReadoutParts<T>&, MatrixView<T>, ThreadPool*);
LECTERN_INSTANTIATE(float)
LECTERN_INSTANTIATE(double)
#undef LECTERN_INSTANTIATE

}  // namespace lectern::nn
