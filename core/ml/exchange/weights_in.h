#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/math/result.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/sequence_model.h"

namespace lectern::exchange {

// Numbers of a network that another program wrote.
struct GivenArray {
  std::string name;
  std::vector<std::ptrdiff_t> shape;
  std::span<const float> values;  // row-major, as many as the shape says
};

// Puts arrays into a network: parameters and running statistics are overwritten. They are told apart by the names that
// layer_arrays() gives them; where none of them is known, they are taken in the order of layer_arrays(), if their
// names end as those there do ("features.0.weight"), or are NumPy's own (arr_0, arr_1, …). The "num_batches_tracked" of
// PyTorch's batch normalisation are passed over. An error is a sentence that names the array and what is allowed; the
// network is then as it was. Numbers that are not finite are refused.
Result<bool> put_in(std::span<const GivenArray> arrays, nn::Network<float>& network);
Result<bool> put_in(std::span<const GivenArray> arrays, nn::SequenceModel<float>& model);

// Puts the weights of an ONNX file into a network whose layers it describes: the same layers in the same order, with
// the same sizes, strides, paddings and activations. Of initializers and constants, in float32 or float64:
//   dense Gemm, or MatMul and Add; conv2d Conv; conv_transpose2d ConvTranspose; max_pool2d MaxPool; avg_pool2d
//   AveragePool; batch_norm BatchNormalization; layer_norm LayerNormalization; residual Add; activations Sigmoid, Tanh,
//   Relu, LeakyRelu, Elu, Gelu (also as Div, Erf, Add, Mul), Softplus, Softmax, LogSoftmax
// Identity, Dropout, Flatten, Reshape, Squeeze, Unsqueeze are passed over; a missing bias is zero. Errors as above,
// among them the first operator that is not known. Total: any byte string is read, or refused. Source: Open Neural
// Network Exchange, Operators.
Result<bool> put_onnx_in(std::string_view bytes, nn::Network<float>& network);
// The same of a network that reads sequences: one RNN, LSTM or GRU that goes forward, and one Gemm, or MatMul and Add.
Result<bool> put_onnx_in(std::string_view bytes, nn::SequenceModel<float>& model);

}  // namespace lectern::exchange
