#include "core/ml/exchange/layer_arrays.h"

#include <variant>

#include "core/ml/nn/recurrent_readout.h"

namespace lectern::exchange {
namespace {

void append(const nn::Chain<float>& chain, const float* parameters, const float* statistics, const std::string& prefix,
            std::vector<LayerArray>& arrays) {
  const auto add = [&](const std::string& name, std::vector<std::ptrdiff_t> shape, const float* values) {
    std::ptrdiff_t count = 1;
    for (const std::ptrdiff_t side : shape) count *= side;
    arrays.push_back({name, std::move(shape), {values, static_cast<std::size_t>(count)}});
  };
  std::size_t number = 0;
  for (const auto& link : chain.links()) {
    const std::string name = prefix + std::to_string(number++) + ".";
    const float* weights = parameters + link.parameter_offset;
    const float* running = statistics + link.statistics_offset;
    if (const auto* residual = std::get_if<nn::ResidualSpec>(&link.spec)) {
      const auto body = nn::Chain<float>::build(link.layer->input_shape(), residual->body);
      append(*body, weights, running, name + "body.", arrays);
      if (residual->skip.empty()) continue;
      const auto skip = nn::Chain<float>::build(link.layer->input_shape(), residual->skip);
      append(*skip, weights + body->parameter_count(), running + body->statistics_count(), name + "skip.", arrays);
      continue;
    }
    const std::ptrdiff_t biases = link.layer->bias_count(), channels = link.layer->statistics_count() / 2;
    if (link.layer->weight_count() > 0)
      add(name + "weight", weight_shape(link.spec, link.layer->input_shape()), weights);
    if (biases > 0) {
      const bool is_layer_norm = std::holds_alternative<nn::LayerNormSpec>(link.spec);
      add(name + "bias", is_layer_norm ? weight_shape(link.spec, link.layer->input_shape()) : std::vector{biases},
          weights + link.layer->weight_count());
    }
    if (channels == 0) continue;
    add(name + "running_mean", {channels}, running);
    add(name + "running_var", {channels}, running + channels);
  }
}

}  // namespace

std::vector<LayerArray> layer_arrays(const nn::Network<float>& network) {
  std::vector<LayerArray> arrays;
  append(network.chain(), network.parameters().data(), network.running_statistics().data(), "", arrays);
  return arrays;
}

std::vector<LayerArray> layer_arrays(const nn::SequenceModel<float>& model) {
  const nn::ReadoutParts<const float> parts(model.shape(), model.parameters().data());
  const auto matrix = [](const char* name, ConstMatrixView<float> values) -> LayerArray {
    return {name, {values.rows, values.cols}, {values.data, static_cast<std::size_t>(values.size())}};
  };
  const auto row = [](const char* name, const float* values, std::ptrdiff_t count) -> LayerArray {
    return {name, {count}, {values, static_cast<std::size_t>(count)}};
  };
  const std::ptrdiff_t rows = parts.weight_ih.rows;
  return {matrix("recurrent.weight_ih_l0", parts.weight_ih),
          matrix("recurrent.weight_hh_l0", parts.weight_hh),
          row("recurrent.bias_ih_l0", parts.bias_ih, rows),
          row("recurrent.bias_hh_l0", parts.bias_hh, rows),
          matrix("readout.weight", parts.weight_out),
          row("readout.bias", parts.bias_out, parts.weight_out.rows)};
}

std::vector<std::ptrdiff_t> weight_shape(const nn::LayerSpec& spec, const nn::Shape& input) {
  if (const auto* dense = std::get_if<nn::DenseSpec>(&spec)) return {dense->units, input.size()};
  if (const auto* conv = std::get_if<nn::Conv2dSpec>(&spec))
    return {conv->channels, input.channels, conv->kernel.y, conv->kernel.x};
  if (const auto* conv = std::get_if<nn::ConvTranspose2dSpec>(&spec))
    return {input.channels, conv->channels, conv->kernel.y, conv->kernel.x};
  if (std::holds_alternative<nn::LayerNormSpec>(spec) && input.plane() > 1)
    return {input.channels, input.height, input.width};
  return {input.channels};
}

}  // namespace lectern::exchange
