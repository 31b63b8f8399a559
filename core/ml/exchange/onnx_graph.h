#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/math/result.h"

namespace lectern::exchange {

// A constant of a graph.
struct OnnxTensor {
  std::vector<std::int64_t> shape;
  std::vector<float> values;  // row-major, rounded from float64; empty of other types
  std::int64_t type = 0;      // TensorProto.DataType: 1 float32, 11 float64, …
  bool is_elsewhere = false;  // its numbers stand in another file
};

// A number or words that belong to an operator; what is not there is empty.
struct OnnxAttribute {
  float real = 0;
  std::int64_t integer = 0;
  std::string text;
  std::vector<std::int64_t> integers;
  std::vector<std::string> texts;
};

struct OnnxNode {
  std::string operation;  // "Gemm"; with its domain before it if that is not ONNX's own
  std::vector<std::string> inputs, outputs;
  std::map<std::string, OnnxAttribute, std::less<>> attributes;
};

// A network as a file holds it, values by name.
struct OnnxGraph {
  std::vector<OnnxNode> nodes;  // in the order of their computation
  std::map<std::string, OnnxTensor, std::less<>> tensors;
  std::vector<std::string> inputs, outputs;  // inputs that are no tensors
};

// The graph in the bytes of an ONNX file. Subgraphs and tensors of strings, integers and halves have no values here.
// Total: any byte string gives a graph whose tensors have as many values as their shapes say, at most 2000 nodes, or a
// sentence.
// Source: Open Neural Network Exchange, onnx.proto3.
Result<OnnxGraph> read_onnx(std::string_view bytes);

}  // namespace lectern::exchange
