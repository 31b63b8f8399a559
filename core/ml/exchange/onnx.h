#pragma once

#include <string>
#include <string_view>

#include "core/ml/nn/network.h"
#include "core/ml/nn/sequence_model.h"

namespace lectern::exchange {

// A network as the bytes of an ONNX file: the finished network, without dropout, with the running statistics of batch
// normalisation. Its input is called "input" and its output "output"; the first dimension of both is the number of
// samples, pictures are channels × height × width behind it.
//   name  of the graph
// Opset 17, so that any runtime of 2022 or later opens it. Outputs agree with ours up to rounding in float.
// Source: Open Neural Network Exchange, onnx.proto3 of IR version 8.
std::string write_onnx(const nn::Network<float>& network, std::string_view name);

// The same of a network that reads sequences from an empty memory: steps × samples × numbers become steps × samples ×
// outputs, both for any number of steps and samples.
std::string write_onnx(const nn::SequenceModel<float>& model, std::string_view name);

}  // namespace lectern::exchange
