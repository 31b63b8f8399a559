#pragma once

#include <cstddef>

#include "core/math/matrix.h"
#include "core/ml/nn/recurrent.h"
#include "core/ml/nn/sequence_model.h"

// A recurrent layer and a linear readout of it at every step, given its numbers: what SequenceModel, which reads
// numbers, and LstmReader, which reads tokens, have in common.
namespace lectern::nn {

// The parts of a vector of parameters, or of its gradient, one behind the other; T const or not.
template <typename T>
struct ReadoutParts {
  MatrixView<T> weight_ih, weight_hh;  // G × I, G × H
  T *bias_ih, *bias_hh;                // G
  MatrixView<T> weight_out;            // K × H
  T* bias_out;                         // K

  ReadoutParts(const SequenceShape& shape, T* next) {
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

// How many numbers they are.
inline std::ptrdiff_t readout_parameters(const SequenceShape& shape) {
  const std::ptrdiff_t rows = shape.gates() * shape.hidden;
  return rows * (shape.inputs + shape.hidden + 2) + shape.outputs * (shape.hidden + 1);
}

// From pass.start to pass.tape and pass.output.   x  S·N × I
template <typename T>
void readout_forward(const SequenceShape& shape, const ReadoutParts<const T>& parts, ConstMatrixView<T> x,
                     SequencePass<T>& pass, ThreadPool* pool = nullptr);

// Backpropagation through the recurrent layer alone, after readout_forward with the same x.
template <typename T>
void recurrent_backward(const SequenceShape& shape, const ReadoutParts<const T>& parts, ConstMatrixView<T> x,
                        SequencePass<T>& pass, const RecurrentSensitivity<T>& d, const RecurrentGradients<T>& gradients,
                        ThreadPool* pool = nullptr);

// From pass.d_output to the gradients by all parts, overwritten, and where it is not empty to d_x, S·N × I.
template <typename T>
void readout_backward(const SequenceShape& shape, const ReadoutParts<const T>& parts, ConstMatrixView<T> x,
                      SequencePass<T>& pass, const ReadoutParts<T>& gradients, MatrixView<T> d_x,
                      ThreadPool* pool = nullptr);

}  // namespace lectern::nn
