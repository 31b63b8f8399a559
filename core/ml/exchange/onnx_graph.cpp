#include "core/ml/exchange/onnx_graph.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "core/math/utf8.h"
#include "core/ml/exchange/protobuf_reader.h"

namespace lectern::exchange {
namespace {

constexpr std::size_t kMostNodes = 2000;
constexpr std::size_t kMostNumbers = 48'000'000;
constexpr std::int64_t kFloat32 = 1, kFloat64 = 11;  // TensorProto.DataType

float float_of(std::uint64_t bits) { return std::bit_cast<float>(static_cast<std::uint32_t>(bits)); }
float rounded(std::uint64_t bits) { return static_cast<float>(std::bit_cast<double>(bits)); }

// A problem is a sentence; none is empty.
std::string read_tensor(std::string_view bytes, std::string& name, OnnxTensor& tensor) {
  constexpr std::uint64_t kShape = 1, kType = 2, kFloats = 4, kName = 8, kRaw = 9, kDoubles = 10, kLocation = 14;
  std::vector<float> floats, doubles;
  std::string_view raw;
  bool is_sound = true;
  ProtobufReader reader(bytes);
  while (is_sound && reader.next()) {
    switch (reader.field()) {
      case kShape: is_sound = reader.each_integer([&](std::int64_t side) { tensor.shape.push_back(side); }); break;
      case kType: tensor.type = static_cast<std::int64_t>(reader.integer()); break;
      case kFloats: is_sound = reader.each_fixed(4, [&](std::uint64_t b) { floats.push_back(float_of(b)); }); break;
      case kName: name = reader.bytes(); break;
      case kRaw: raw = reader.bytes(); break;
      case kDoubles: is_sound = reader.each_fixed(8, [&](std::uint64_t b) { doubles.push_back(rounded(b)); }); break;
      case kLocation: tensor.is_elsewhere = reader.integer() == 1; break;
      default: break;
    }
  }
  const std::string what = "The tensor " + in_quotes(name) + " of the ONNX file ";
  if (!is_sound || reader.is_damaged()) return what + "is damaged.";
  std::uint64_t count = 1;
  for (const std::int64_t side : tensor.shape) {
    if (side < 0 || side > std::int64_t{kMostNumbers}) return what + "has a side that no tensor can have.";
    count *= static_cast<std::uint64_t>(side);
    if (count > kMostNumbers)
      return what + "has more than " + std::to_string(kMostNumbers) + " numbers, the most allowed.";
  }
  const bool is_wide = tensor.type == kFloat64;
  if ((tensor.type != kFloat32 && !is_wide) || tensor.is_elsewhere) return {};
  tensor.values = std::move(is_wide ? doubles : floats);
  if (tensor.values.empty() && !raw.empty()) {
    const std::size_t width = is_wide ? 8 : 4;
    if (raw.size() % width != 0) return what + "is damaged.";
    tensor.values.reserve(raw.size() / width);
    for (std::size_t at = 0; at < raw.size(); at += width) {
      const std::uint64_t bits = ProtobufReader::little_endian(raw.substr(at, width));
      tensor.values.push_back(is_wide ? rounded(bits) : float_of(bits));
    }
  }
  if (tensor.values.size() != count)
    return what + "has " + std::to_string(tensor.values.size()) + " numbers, but its shape announces " +
           std::to_string(count) + ".";
  return {};
}

// An attribute of a node; `tensor` is filled where it holds one.
std::string read_attribute(std::string_view bytes, OnnxNode& node, OnnxTensor& tensor, bool& has_tensor) {
  constexpr std::uint64_t kName = 1, kReal = 2, kInteger = 3, kText = 4, kTensor = 5, kIntegers = 8, kTexts = 9;
  OnnxAttribute attribute;
  std::string name, unused, problem;
  bool is_sound = true;
  ProtobufReader reader(bytes);
  while (is_sound && problem.empty() && reader.next()) {
    switch (reader.field()) {
      case kName: name = reader.bytes(); break;
      case kReal: attribute.real = float_of(reader.fixed()); break;
      case kInteger: attribute.integer = static_cast<std::int64_t>(reader.integer()); break;
      case kText: attribute.text = reader.bytes(); break;
      case kTexts: attribute.texts.emplace_back(reader.bytes()); break;
      case kTensor:
        has_tensor = true;
        tensor = {};
        problem = read_tensor(reader.bytes(), unused, tensor);
        break;
      case kIntegers:
        is_sound = reader.each_integer([&](std::int64_t value) { attribute.integers.push_back(value); });
        break;
      default: break;
    }
  }
  if (!is_sound || reader.is_damaged()) problem = "An attribute of the ONNX file is damaged.";
  node.attributes.insert_or_assign(std::move(name), std::move(attribute));
  return problem;
}

// A node that makes a constant becomes that constant.
std::string read_node(std::string_view bytes, OnnxGraph& graph) {
  constexpr std::uint64_t kInput = 1, kOutput = 2, kOperation = 4, kAttribute = 5, kDomain = 7;
  OnnxNode node;
  OnnxTensor tensor;
  std::string domain, problem;
  bool has_tensor = false;
  ProtobufReader reader(bytes);
  while (problem.empty() && reader.next()) {
    switch (reader.field()) {
      case kInput: node.inputs.emplace_back(reader.bytes()); break;
      case kOutput: node.outputs.emplace_back(reader.bytes()); break;
      case kOperation: node.operation = reader.bytes(); break;
      case kAttribute: problem = read_attribute(reader.bytes(), node, tensor, has_tensor); break;
      case kDomain: domain = reader.bytes(); break;
      default: break;
    }
  }
  if (!problem.empty()) return problem;
  if (reader.is_damaged()) return "A node of the ONNX file is damaged.";
  if (!domain.empty() && domain != "ai.onnx") node.operation = domain + "." + node.operation;
  if (node.operation == "Constant" && !node.outputs.empty()) {
    if (const auto real = node.attributes.find("value_float"); real != node.attributes.end())
      tensor = {{}, {real->second.real}, kFloat32};
    graph.tensors.insert_or_assign(node.outputs[0], std::move(tensor));
    return {};
  }
  graph.nodes.push_back(std::move(node));
  return graph.nodes.size() > kMostNodes
             ? "The ONNX file has more than " + std::to_string(kMostNodes) + " nodes, the most allowed."
             : "";
}

std::string name_of_value(std::string_view bytes) {
  std::string name;
  for (ProtobufReader reader(bytes); reader.next();)
    if (reader.field() == 1) name = reader.bytes();
  return name;
}

std::string fill_graph(std::string_view bytes, OnnxGraph& graph) {
  constexpr std::uint64_t kNode = 1, kTensor = 5, kInput = 11, kOutput = 12;
  std::string problem;
  ProtobufReader reader(bytes);
  while (problem.empty() && reader.next()) {
    if (reader.field() == kNode) problem = read_node(reader.bytes(), graph);
    if (reader.field() == kInput) graph.inputs.push_back(name_of_value(reader.bytes()));
    if (reader.field() == kOutput) graph.outputs.push_back(name_of_value(reader.bytes()));
    if (reader.field() != kTensor) continue;
    OnnxTensor tensor;
    std::string name;
    problem = read_tensor(reader.bytes(), name, tensor);
    graph.tensors.insert_or_assign(std::move(name), std::move(tensor));
  }
  if (problem.empty() && reader.is_damaged()) problem = "The graph of the ONNX file is damaged or cut short.";
  std::erase_if(graph.inputs, [&](const std::string& name) { return graph.tensors.contains(name); });
  return problem;
}

}  // namespace

Result<OnnxGraph> read_onnx(std::string_view bytes) {
  constexpr std::uint64_t kGraph = 7;
  OnnxGraph graph;
  bool has_graph = false;
  std::string problem;
  ProtobufReader reader(bytes);
  while (problem.empty() && reader.next()) {
    if (reader.field() != kGraph) continue;
    has_graph = true;
    problem = fill_graph(reader.bytes(), graph);
  }
  if (!problem.empty()) return Error{problem};
  if (reader.is_damaged() || !has_graph) return Error{"The file is no ONNX file, or it is damaged or cut short."};
  return graph;
}

}  // namespace lectern::exchange
