#include "tests/reference/models.h"

#include <algorithm>

namespace lectern::reference {
namespace {

double number_or(const Json& object, const char* key, double otherwise) {
  if (!object.contains(key)) return otherwise;
  require(object[key].is_number(), std::string("`") + key + "` is not a number");
  return object[key].get<double>();
}

bool flag_or(const Json& object, const char* key, bool otherwise) {
  if (!object.contains(key)) return otherwise;
  require(object[key].is_boolean(), std::string("`") + key + "` is neither true nor false");
  return object[key].get<bool>();
}

std::ptrdiff_t integer(const Json& object, const char* key, std::ptrdiff_t otherwise) {
  if (!object.contains(key)) return otherwise;
  require(object[key].is_number_integer(), std::string("`") + key + "` is not an integer");
  return object[key].get<std::ptrdiff_t>();
}

std::string string_of(const Json& object, const char* key) {
  require(object.is_object() && object.contains(key) && object[key].is_string(),
          std::string("something has no `") + key + "`");
  return object[key].get<std::string>();
}

nn::Pair square(const Json& layer, const char* key, std::ptrdiff_t otherwise) {
  const std::ptrdiff_t size = integer(layer, key, otherwise);
  return {size, size};
}

nn::LayerSpec read_layer(const Json& layer) {
  const std::string type = string_of(layer, "type");
  if (type == "dense") return nn::DenseSpec{.units = integer(layer, "out", 0)};
  if (type == "flatten") return nn::FlattenSpec{};
  if (type == "conv2d") {
    return nn::Conv2dSpec{.channels = integer(layer, "out", 0),
                          .kernel = square(layer, "kernel", 1),
                          .stride = square(layer, "stride", 1),
                          .padding = square(layer, "padding", 0)};
  }
  const nn::Pair kernel = square(layer, "kernel", 1);
  const nn::Pair stride = square(layer, "stride", kernel.y), padding = square(layer, "padding", 0);
  if (type == "max_pool2d") return nn::MaxPool2dSpec{kernel, stride, padding};
  if (type == "avg_pool2d") {
    return nn::AvgPool2dSpec{kernel, stride, padding, flag_or(layer, "count_include_pad", true)};
  }
  return nn::ActivationSpec{read_activation(layer, type)};
}

// The layers that own an entry of `weights`.
template <typename T>
std::vector<std::size_t> layers_with_parameters(const nn::Network<T>& network) {
  std::vector<std::size_t> layers;
  for (std::size_t i = 0; i < network.layer_count(); ++i) {
    if (network.layer(i).parameter_count() > 0) layers.push_back(i);
  }
  return layers;
}

}  // namespace

template <typename T>
nn::Shape sample_shape(const Tensor<T>& x) {
  require(x.shape.size() == 2 || x.shape.size() == 4, "a batch must have 2 or 4 axes");
  if (x.shape.size() == 2) return {x.dim(1), 1, 1};
  return {x.dim(1), x.dim(2), x.dim(3)};
}

template <typename T>
nn::Network<T> build_network(const nn::Shape& input, const std::vector<nn::LayerSpec>& specs) {
  Result<nn::Network<T>> network = nn::Network<T>::build(input, specs);
  require(network.ok(), network ? "" : network.error());
  network->initialise(Rng(0));
  return std::move(*network);
}

nn::Activation read_activation(const Json& object, const std::string& kind) {
  const auto known = from_id(nn::kActivations, kind);
  require(known.has_value(), "there is no activation or layer `" + kind + "`");
  nn::Activation activation{*known};
  activation.negative_slope = number_or(object, "negative_slope", activation.negative_slope);
  activation.alpha = number_or(object, "alpha", activation.alpha);
  activation.beta = number_or(object, "beta", activation.beta);
  activation.threshold = number_or(object, "threshold", activation.threshold);
  return activation;
}

std::vector<nn::LayerSpec> read_layers(const Json& layers) {
  require(layers.is_array(), "`layers` is not a list");
  std::vector<nn::LayerSpec> specs;
  for (const Json& layer : layers) specs.push_back(read_layer(layer));
  return specs;
}

nn::OptimizerSpec read_optimizer(const Json& object) {
  const std::string name = string_of(object, "name");
  const auto kind = from_id(nn::kOptimizers, name);
  require(kind.has_value(), "there is no optimizer `" + name + "`");
  nn::OptimizerSpec spec{*kind};
  spec.learning_rate = number_or(object, "lr", 0);
  spec.momentum = number_or(object, "momentum", 0);
  spec.dampening = number_or(object, "dampening", 0);
  spec.nesterov = flag_or(object, "nesterov", false);
  spec.l2 = number_or(object, "weight_decay", 0);
  spec.learning_rate_decay = number_or(object, "lr_decay", 0);
  spec.alpha = number_or(object, "alpha", 0);
  spec.epsilon = number_or(object, "eps", 0);
  spec.centered = flag_or(object, "centered", false);
  spec.beta1 = number_or(object, "beta1", 0);
  spec.beta2 = number_or(object, "beta2", 0);
  return spec;
}

template <typename T>
void set_numbers(std::span<T> block, const Tensor<T>& values, const std::string& name) {
  require(block.size() == values.values.size(), "`" + name + "` has a size that does not fit the layer");
  std::copy(values.values.begin(), values.values.end(), block.begin());
}

template <typename T>
void set_weights(nn::Network<T>& network, const Json& weights) {
  const std::vector<std::size_t> layers = layers_with_parameters(network);
  require(weights.is_array() && weights.size() == layers.size(), "there is not one weight entry per layer");
  for (std::size_t k = 0; k < layers.size(); ++k) {
    require(weights[k].is_object() && weights[k].contains("weight") && weights[k].contains("bias"),
            "a weight entry lacks its `weight` or `bias`");
    set_numbers(network.weights(layers[k]), read_tensor<T>(weights[k]["weight"], "weight"), "weight");
    set_numbers(network.biases(layers[k]), read_tensor<T>(weights[k]["bias"], "bias"), "bias");
  }
}

template <typename T>
Json get_gradients(const nn::Network<T>& network, const Json& like) {
  nn::Network<T> gradients = network;
  std::copy(network.gradients().begin(), network.gradients().end(), gradients.parameters().begin());
  return get_weights(gradients, like);
}

template <typename T>
Json get_weights(const nn::Network<T>& network, const Json& like) {
  const std::vector<std::size_t> layers = layers_with_parameters(network);
  Json list = Json::array();
  for (std::size_t k = 0; k < layers.size(); ++k) {
    const Tensor<T> weight = read_tensor<T>(like[k]["weight"], "weight");
    list.push_back(
        {{"weight", write_tensor(network.weights(layers[k]).data(), weight.shape)},
         {"bias", write_tensor(network.biases(layers[k]).data(), {std::ptrdiff_t(network.biases(layers[k]).size())})}});
  }
  return list;
}

template nn::Shape sample_shape(const Tensor<float>&);
template nn::Shape sample_shape(const Tensor<double>&);
template nn::Network<float> build_network(const nn::Shape&, const std::vector<nn::LayerSpec>&);
template nn::Network<double> build_network(const nn::Shape&, const std::vector<nn::LayerSpec>&);
template void set_numbers(std::span<float>, const Tensor<float>&, const std::string&);
template void set_numbers(std::span<double>, const Tensor<double>&, const std::string&);
template void set_weights(nn::Network<float>&, const Json&);
template void set_weights(nn::Network<double>&, const Json&);
template Json get_gradients(const nn::Network<float>&, const Json&);
template Json get_gradients(const nn::Network<double>&, const Json&);
template Json get_weights(const nn::Network<float>&, const Json&);
template Json get_weights(const nn::Network<double>&, const Json&);

}  // namespace lectern::reference
