#include "core/ml/exchange/onnx.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <numbers>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "core/ml/exchange/layer_arrays.h"
#include "core/ml/exchange/protobuf.h"
#include "core/ml/nn/recurrent_readout.h"

namespace lectern::exchange {
namespace {

constexpr std::int64_t kIrVersion = 8, kOpset = 17;
constexpr std::int64_t kFloat = 1, kInt64 = 7;  // TensorProto.DataType

using Dimensions = std::vector<std::int64_t>;

// Attributes of a node.
struct Attribute {
  const char* name;
  std::variant<std::int64_t, float, Dimensions> value;
};

// The blocks of H rows of a recurrent layer's weights in the order in which ONNX has the gates.
//   ours  LSTM i, f, g, o; GRU r, z, n
std::vector<float> in_order_of_onnx(nn::CellKind cell, std::span<const float> blocks) {
  const std::vector<std::size_t> order = cell == nn::CellKind::lstm  ? std::vector<std::size_t>{0, 3, 1, 2}
                                         : cell == nn::CellKind::gru ? std::vector<std::size_t>{1, 0, 2}
                                                                     : std::vector<std::size_t>{0};
  const std::size_t size = blocks.size() / order.size();
  std::vector<float> ordered;
  ordered.reserve(blocks.size());
  for (const std::size_t block : order)
    ordered.insert(ordered.end(), blocks.begin() + static_cast<std::ptrdiff_t>(block * size),
                   blocks.begin() + static_cast<std::ptrdiff_t>((block + 1) * size));
  return ordered;
}

ProtobufMessage attribute_message(const Attribute& attribute) {
  constexpr std::int64_t kFloatAttribute = 1, kIntAttribute = 2, kIntsAttribute = 7;
  ProtobufMessage message;
  message.text(1, attribute.name);
  if (const auto* real = std::get_if<float>(&attribute.value)) message.real(2, *real).integer(20, kFloatAttribute);
  if (const auto* integer = std::get_if<std::int64_t>(&attribute.value))
    message.integer(3, *integer).integer(20, kIntAttribute);
  if (const auto* list = std::get_if<Dimensions>(&attribute.value))
    message.integers(8, *list).integer(20, kIntsAttribute);
  return message;
}

Dimensions pair(const nn::Pair& sizes) { return {sizes.y, sizes.x}; }
Dimensions pads(const nn::Pair& padding) { return {padding.y, padding.x, padding.y, padding.x}; }

// A value on its way through the graph: its name, what one sample looks like, and whether it has the dimensions of a
// picture (samples, channels, height, width) or of a row of numbers (samples, numbers).
struct Value {
  std::string name;
  nn::Shape shape;
  bool is_picture;
};

class Graph {
 public:
  Value input(const nn::Shape& shape) {
    Value value{"input", shape, shape.plane() > 1};
    message_.message(11, value_info(value));
    return value;
  }

  // The chain's layers behind a value.   parameters, statistics  those of the chain
  Value add(const nn::Chain<float>& chain, const float* parameters, const float* statistics, Value value) {
    for (const auto& link : chain.links()) {
      if (value.shape != link.layer->input_shape()) value = as_row(value);  // flattened, which makes no layer
      const float* weights = parameters + link.parameter_offset;
      const LayerNumbers numbers{{weights, static_cast<std::size_t>(link.layer->weight_count())},
                                 {weights + link.layer->weight_count(),
                                  static_cast<std::size_t>(link.layer->bias_count())},
                                 {statistics + link.statistics_offset,
                                  static_cast<std::size_t>(link.layer->statistics_count())}};
      std::visit([&](const auto& spec) { value = layer(spec, numbers, link.layer->output_shape(), value); },
                 link.spec.as_variant());
    }
    return value.shape == chain.output_shape() ? value : as_row(value);
  }

  void output(const Value& value) {
    const Value named{"output", value.shape, value.is_picture};
    node("Identity", {value.name}, named.name);
    message_.message(12, value_info(named));
  }

  // A recurrent layer from an empty memory and its linear readout, from "input" to "output".
  void add(const nn::SequenceModel<float>& model) {
    const nn::SequenceShape& shape = model.shape();
    const nn::ReadoutParts<const float> parts(shape, model.parameters().data());
    const std::int64_t rows = shape.gates() * shape.hidden;
    const auto ordered = [&](const float* values, std::ptrdiff_t width) {
      return in_order_of_onnx(shape.cell, {values, static_cast<std::size_t>(rows * width)});
    };
    std::vector<float> biases = ordered(parts.bias_ih, 1);
    const std::vector<float> recurrent_biases = ordered(parts.bias_hh, 1);
    biases.insert(biases.end(), recurrent_biases.begin(), recurrent_biases.end());
    message_.message(11, sequence_info("input", shape.inputs));
    const std::vector<std::string> inputs{
        "input", constant(ordered(parts.weight_ih.data, shape.inputs), {1, rows, shape.inputs}),
        constant(ordered(parts.weight_hh.data, shape.hidden), {1, rows, shape.hidden}),
        constant(biases, {1, 2 * rows})};
    const Attribute units{"hidden_size", std::int64_t{shape.hidden}};
    std::string h;  // steps × directions × samples × H
    switch (shape.cell) {
      case nn::CellKind::rnn: h = made_by("RNN", inputs, {units}); break;
      case nn::CellKind::lstm: h = made_by("LSTM", inputs, {units}); break;
      case nn::CellKind::gru: h = made_by("GRU", inputs, {units, {"linear_before_reset", std::int64_t{1}}}); break;
    }
    const ConstMatrixView<float> weights = parts.weight_out;
    std::vector<float> across;  // H × K
    for (std::ptrdiff_t j = 0; j < weights.cols; ++j)
      for (std::ptrdiff_t k = 0; k < weights.rows; ++k) across.push_back(weights(k, j));
    const std::string product = made_by("MatMul", {made_by("Squeeze", {h, constant(Dimensions{1})}),
                                                   constant(across, {shape.hidden, shape.outputs})});
    node("Add", {product, constant({parts.bias_out, static_cast<std::size_t>(shape.outputs)}, {shape.outputs})},
         "output");
    message_.message(12, sequence_info("output", shape.outputs));
  }

  ProtobufMessage finish(std::string_view name) && { return std::move(message_.text(2, name)); }

 private:
  struct LayerNumbers {
    std::span<const float> weights, biases, statistics;
  };

  static ProtobufMessage value_info(const Value& value) {
    const auto fixed = [](std::int64_t size) { return ProtobufMessage().integer(1, size); };
    ProtobufMessage shape;
    shape.message(1, ProtobufMessage().text(2, "samples"));
    if (value.is_picture) {
      for (const std::int64_t size : {value.shape.channels, value.shape.height, value.shape.width})
        shape.message(1, fixed(size));
    } else {
      shape.message(1, fixed(value.shape.size()));
    }
    ProtobufMessage tensor;
    tensor.integer(1, kFloat).message(2, shape);
    return std::move(ProtobufMessage().text(1, value.name).message(2, ProtobufMessage().message(1, tensor)));
  }

  static ProtobufMessage sequence_info(const char* name, std::int64_t width) {
    ProtobufMessage shape;
    for (const char* free : {"steps", "samples"}) shape.message(1, ProtobufMessage().text(2, free));
    shape.message(1, ProtobufMessage().integer(1, width));
    ProtobufMessage tensor;
    tensor.integer(1, kFloat).message(2, shape);
    return std::move(ProtobufMessage().text(1, name).message(2, ProtobufMessage().message(1, tensor)));
  }

  std::string unique(const char* what) { return std::string(what) + "_" + std::to_string(++names_); }

  std::string constant(std::span<const float> values, const Dimensions& dimensions) {
    const std::string name = unique("weight");
    ProtobufMessage tensor;
    tensor.integers(1, dimensions).integer(2, kFloat).text(8, name).raw(9, values);
    message_.message(5, tensor);
    return name;
  }
  std::string scalar(float value) { return constant({&value, 1}, {}); }
  std::string constant(const Dimensions& values) {
    const std::string name = unique("shape");
    ProtobufMessage tensor;
    tensor.integer(1, static_cast<std::int64_t>(values.size())).integer(2, kInt64).integers(7, values).text(8, name);
    message_.message(5, tensor);
    return name;
  }

  void node(const char* operation, const std::vector<std::string>& inputs, const std::string& output,
            std::initializer_list<Attribute> attributes = {}) {
    ProtobufMessage message;
    for (const std::string& one : inputs) message.text(1, one);
    message.text(2, output).text(3, output).text(4, operation);
    for (const Attribute& attribute : attributes) message.message(5, attribute_message(attribute));
    message_.message(1, message);
  }
  std::string made_by(const char* operation, const std::vector<std::string>& inputs,
                      std::initializer_list<Attribute> attributes = {}) {
    std::string output = unique(operation);
    node(operation, inputs, output, attributes);
    return output;
  }

  Value as_row(const Value& value) {
    if (!value.is_picture) return {value.name, {value.shape.size(), 1, 1}, false};
    return {made_by("Flatten", {value.name}, {{"axis", std::int64_t{1}}}), {value.shape.size(), 1, 1}, false};
  }
  Value as_picture(const Value& value, const nn::Shape& shape) {
    if (value.is_picture && value.shape == shape) return value;
    return {made_by("Reshape", {value.name, constant({-1, shape.channels, shape.height, shape.width})}), shape, true};
  }

  Value activated(const nn::Activation& activation, const Value& value) {
    const std::string& x = value.name;
    const auto same = [&](std::string name) { return Value{std::move(name), value.shape, value.is_picture}; };
    switch (activation.kind) {
      case nn::ActivationKind::identity: return value;
      case nn::ActivationKind::sigmoid: return same(made_by("Sigmoid", {x}));
      case nn::ActivationKind::tanh: return same(made_by("Tanh", {x}));
      case nn::ActivationKind::relu: return same(made_by("Relu", {x}));
      case nn::ActivationKind::leaky_relu:
        return same(made_by("LeakyRelu", {x}, {{"alpha", static_cast<float>(activation.negative_slope)}}));
      case nn::ActivationKind::elu: return same(made_by("Elu", {x}, {{"alpha", static_cast<float>(activation.alpha)}}));
      case nn::ActivationKind::gelu: {  // an operator of its own from opset 20 on
        const std::string erf = made_by("Erf", {made_by("Div", {x, scalar(std::numbers::sqrt2_v<float>)})});
        return same(made_by("Mul", {made_by("Mul", {x, scalar(0.5f)}), made_by("Add", {erf, scalar(1)})}));
      }
      case nn::ActivationKind::softplus: {
        if (activation.beta == 1) return same(made_by("Softplus", {x}));
        const std::string beta = scalar(static_cast<float>(activation.beta));
        return same(made_by("Div", {made_by("Softplus", {made_by("Mul", {x, beta})}), beta}));
      }
      case nn::ActivationKind::softmax: return over_whole_sample("Softmax", value);
      case nn::ActivationKind::log_softmax: return over_whole_sample("LogSoftmax", value);
    }
    return value;
  }
  Value over_whole_sample(const char* operation, const Value& value) {
    const Value row = as_row(value);
    const Value made{made_by(operation, {row.name}, {{"axis", std::int64_t{1}}}), row.shape, false};
    return value.is_picture ? as_picture(made, value.shape) : Value{made.name, value.shape, false};
  }

  static Dimensions weight_dimensions(const nn::LayerSpec& spec, const nn::Shape& input) {
    const std::vector<std::ptrdiff_t> shape = weight_shape(spec, input);
    return {shape.begin(), shape.end()};
  }

  // Weights, and biases where there are some.
  std::vector<std::string> affine_inputs(const Value& x, const LayerNumbers& numbers, const nn::LayerSpec& spec) {
    std::vector<std::string> inputs{x.name, constant(numbers.weights, weight_dimensions(spec, x.shape))};
    if (!numbers.biases.empty())
      inputs.push_back(constant(numbers.biases, {static_cast<std::int64_t>(numbers.biases.size())}));
    return inputs;
  }

  Value layer(const nn::DenseSpec& spec, const LayerNumbers& numbers, const nn::Shape& out, const Value& value) {
    const Value x = as_row(value);
    const auto inputs = affine_inputs(x, numbers, spec);
    return activated(spec.activation, {made_by("Gemm", inputs, {{"transB", std::int64_t{1}}}), out, false});
  }
  Value layer(const nn::Conv2dSpec& spec, const LayerNumbers& numbers, const nn::Shape& out, const Value& value) {
    const Value x = as_picture(value, value.shape);
    const auto inputs = affine_inputs(x, numbers, spec);
    return activated(
        spec.activation,
        {made_by("Conv", inputs,
                 {{"kernel_shape", pair(spec.kernel)}, {"strides", pair(spec.stride)}, {"pads", pads(spec.padding)}}),
         out, true});
  }
  Value layer(const nn::ConvTranspose2dSpec& spec, const LayerNumbers& numbers, const nn::Shape& out,
              const Value& value) {
    const Value x = as_picture(value, value.shape);
    const auto inputs = affine_inputs(x, numbers, spec);
    return activated(spec.activation, {made_by("ConvTranspose", inputs,
                                               {{"kernel_shape", pair(spec.kernel)},
                                                {"strides", pair(spec.stride)},
                                                {"pads", pads(spec.padding)},
                                                {"output_padding", pair(spec.output_padding)}}),
                                       out, true});
  }
  Value layer(const nn::MaxPool2dSpec& spec, const LayerNumbers&, const nn::Shape& out, const Value& value) {
    const Value x = as_picture(value, value.shape);
    return {
        made_by("MaxPool", {x.name},
                {{"kernel_shape", pair(spec.kernel)}, {"strides", pair(spec.stride)}, {"pads", pads(spec.padding)}}),
        out, true};
  }
  Value layer(const nn::AvgPool2dSpec& spec, const LayerNumbers&, const nn::Shape& out, const Value& value) {
    const Value x = as_picture(value, value.shape);
    return {made_by("AveragePool", {x.name},
                    {{"kernel_shape", pair(spec.kernel)},
                     {"strides", pair(spec.stride)},
                     {"pads", pads(spec.padding)},
                     {"count_include_pad", std::int64_t{spec.count_include_pad ? 1 : 0}}}),
            out, true};
  }
  Value layer(const nn::BatchNormSpec& spec, const LayerNumbers& numbers, const nn::Shape& out, const Value& value) {
    const std::size_t channels = numbers.weights.size();
    const Dimensions size{static_cast<std::int64_t>(channels)};
    return {made_by("BatchNormalization",
                    {value.name, constant(numbers.weights, size), constant(numbers.biases, size),
                     constant(numbers.statistics.first(channels), size),
                     constant(numbers.statistics.last(channels), size)},
                    {{"epsilon", static_cast<float>(spec.epsilon)}}),
            out, value.is_picture};
  }
  Value layer(const nn::LayerNormSpec& spec, const LayerNumbers& numbers, const nn::Shape& out, const Value& value) {
    const Dimensions size = weight_dimensions(spec, value.shape);
    return {made_by("LayerNormalization", {value.name, constant(numbers.weights, size), constant(numbers.biases, size)},
                    {{"axis", std::int64_t{1}}, {"epsilon", static_cast<float>(spec.epsilon)}}),
            out, value.is_picture};
  }
  Value layer(const nn::DropoutSpec&, const LayerNumbers&, const nn::Shape&, const Value& value) { return value; }
  Value layer(const nn::FlattenSpec&, const LayerNumbers&, const nn::Shape&, const Value& value) {
    return as_row(value);
  }
  Value layer(const nn::ActivationSpec& spec, const LayerNumbers&, const nn::Shape&, const Value& value) {
    return activated(spec.activation, value);
  }
  // The numbers of the body, then those of the skip.
  Value layer(const nn::ResidualSpec& spec, const LayerNumbers& numbers, const nn::Shape& out, const Value& value) {
    const auto body = nn::Chain<float>::build(value.shape, spec.body);
    Value sum = add(*body, numbers.weights.data(), numbers.statistics.data(), value);
    Value skipped = value;
    if (!spec.skip.empty()) {
      const auto skip = nn::Chain<float>::build(value.shape, spec.skip);
      skipped = add(*skip, numbers.weights.data() + body->parameter_count(),
                    numbers.statistics.data() + body->statistics_count(), value);
    }
    if (sum.is_picture != skipped.is_picture) {
      sum = as_picture(sum, out);
      skipped = as_picture(skipped, out);
    }
    return activated(spec.activation, {made_by("Add", {sum.name, skipped.name}), out, sum.is_picture});
  }

  ProtobufMessage message_;
  int names_ = 0;
};

std::string model_bytes(Graph graph, std::string_view name) {
  ProtobufMessage model;
  model.integer(1, kIrVersion).text(2, "Lectern").message(7, std::move(graph).finish(name));
  model.message(8, ProtobufMessage().text(1, "").integer(2, kOpset));
  return model.bytes();
}

}  // namespace

std::string write_onnx(const nn::Network<float>& network, std::string_view name) {
  Graph graph;
  const Value input = graph.input(network.input_shape());
  graph.output(graph.add(network.chain(), network.parameters().data(), network.running_statistics().data(), input));
  return model_bytes(std::move(graph), name);
}

std::string write_onnx(const nn::SequenceModel<float>& model, std::string_view name) {
  Graph graph;
  graph.add(model);
  return model_bytes(std::move(graph), name);
}

}  // namespace lectern::exchange
