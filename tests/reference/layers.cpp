// Family 01_layers: layers of networks, each run as a network of one layer. Embedding, recurrent
// cells and losses are in layers_recurrent.cpp and layers_loss.cpp.

#include <algorithm>
#include <utility>

#include "core/ml/nn/dropout.h"
#include "core/ml/nn/embedding.h"
#include "tests/reference/models.h"
#include "tests/reference/registry.h"

namespace lectern::reference {
namespace {

enum class Mode { train, evaluate };

Mode mode_of(const Case& c) {
  const std::string mode = c.text("mode");
  require(mode == "train" || mode == "eval", "`mode` is `" + mode + "`; train and eval are allowed");
  return mode == "train" ? Mode::train : Mode::evaluate;
}

// One layer, forward and back, with all its numbers given by the case.
template <typename T>
struct SingleLayer {
  nn::Network<T> network;
  nn::Pass<T> pass;
  Tensor<T> x, grad_y;

  SingleLayer(const Case& c, const nn::LayerSpec& spec)
      : SingleLayer(c, build_network<T>(sample_shape(c.tensor<T>("x")), {spec})) {}

  SingleLayer(const Case& c, nn::Network<T> built)
      : network(std::move(built)), x(c.tensor<T>("x")), grad_y(c.tensor<T>("grad_y")) {
    require(x.dim(0) == grad_y.dim(0) && grad_y.columns() == network.output_shape().size(),
            "`grad_y` has a shape that does not fit the layer");
  }

  void set(const Case& c, const std::vector<std::string>& names) {
    std::vector<T> all;
    for (const std::string& name : names) {
      const Tensor<T> block = c.tensor<T>(name);
      all.insert(all.end(), block.values.begin(), block.values.end());
    }
    const Tensor<T> joined{{std::ptrdiff_t(all.size())}, all};
    set_numbers(network.parameters(), joined, names.empty() ? "nothing" : names.front());
  }

  Json run(Mode mode = Mode::train) {
    Rng rng(0);
    if (mode == Mode::train) {
      network.forward(pass, x.view(), rng);
    } else {
      network.evaluate(pass, x.view());
    }
    Json result{{"y", write_tensor(pass.output().data, grad_y.shape)}};
    std::copy_n(grad_y.data(), grad_y.size(), pass.output_gradient().data);
    network.backward(pass, {.parameters = true, .input = true});
    result["grad_x"] = write_tensor(pass.input_gradient().data, x.shape);
    return result;
  }

  // Adds the gradients of the named inputs, in the order and shapes in which they were set.
  void add_gradients(const Case& c, const std::vector<std::string>& names, Json& result) {
    const T* block = network.gradients().data();
    for (const std::string& name : names) {
      const Tensor<T> like = c.tensor<T>(name);
      result["grad_" + name] = write_tensor(block, like.shape);
      block += like.size();
    }
  }
};

std::vector<std::string> affine_names(const Case& c) {
  return c.has("bias") ? std::vector<std::string>{"weight", "bias"} : std::vector<std::string>{"weight"};
}

template <typename T>
Json run_affine(const Case& c, const nn::LayerSpec& spec) {
  SingleLayer<T> layer(c, spec);
  layer.set(c, affine_names(c));
  Json result = layer.run();
  layer.add_gradients(c, affine_names(c), result);
  return result;
}

template <typename T>
Json dense(const Case& c) {
  return run_affine<T>(c, nn::DenseSpec{.units = c.tensor<T>("weight").dim(0), .bias = c.has("bias")});
}

template <typename T>
Json conv2d(const Case& c) {
  return run_affine<T>(c, nn::Conv2dSpec{.channels = c.tensor<T>("weight").dim(0),
                                         .kernel = c.pair("kernel"),
                                         .stride = c.pair("stride"),
                                         .padding = c.pair("padding"),
                                         .bias = c.has("bias")});
}

template <typename T>
Json conv_transpose2d(const Case& c) {
  return run_affine<T>(c, nn::ConvTranspose2dSpec{.channels = c.tensor<T>("weight").dim(1),
                                                  .kernel = c.pair("kernel"),
                                                  .stride = c.pair("stride"),
                                                  .padding = c.pair("padding"),
                                                  .output_padding = c.pair("output_padding"),
                                                  .bias = c.has("bias")});
}

template <typename T>
Json max_pool2d(const Case& c) {
  SingleLayer<T> layer(c, nn::MaxPool2dSpec{c.pair("kernel"), c.pair("stride"), c.pair("padding")});
  Json result = layer.run();
  result["argmax"] = write_tensor(layer.pass.max_positions(0).data(), layer.grad_y.shape);
  return result;
}

template <typename T>
Json avg_pool2d(const Case& c) {
  return SingleLayer<T>(c, nn::AvgPool2dSpec{c.pair("kernel"), c.pair("stride"), c.pair("padding"),
                                             c.flag("count_include_pad")})
      .run();
}

template <typename T>
Json batch_norm(const Case& c) {
  SingleLayer<T> layer(c, nn::BatchNormSpec{.momentum = c.number("momentum"), .epsilon = c.number("eps")});
  layer.set(c, {"gamma", "beta"});
  const std::size_t channels = layer.network.running_statistics().size() / 2;
  const std::span<T> mean = layer.network.running_statistics().first(channels),
                     variance = layer.network.running_statistics().last(channels);
  set_numbers(mean, c.tensor<T>("running_mean"), "running_mean");
  set_numbers(variance, c.tensor<T>("running_var"), "running_var");
  Json result = layer.run(mode_of(c));
  layer.add_gradients(c, {"gamma", "beta"}, result);
  result["running_mean_after"] = write_tensor(mean.data(), {std::ptrdiff_t(channels)});
  result["running_var_after"] = write_tensor(variance.data(), {std::ptrdiff_t(channels)});
  return result;
}

template <typename T>
Json dropout(const Case& c) {
  const Tensor<T> x = c.tensor<T>("x");
  Tensor<T> mask = c.tensor<T>("mask", x.shape), y = x, grad_x = c.tensor<T>("grad_y", x.shape);
  if (mode_of(c) == Mode::train) {
    for (T& m : mask.values) m /= T(1 - c.number("p"));
    nn::apply_dropout_mask<T>(x.data(), mask.data(), y.data(), x.size());
    nn::apply_dropout_mask<T>(grad_x.data(), mask.data(), grad_x.data(), x.size());
  }
  return {{"y", write_tensor(y)}, {"grad_x", write_tensor(grad_x)}};
}

template <typename T>
Json activation(const Case& c) {
  const nn::Activation a = read_activation(c.parameters(), c.text("kind"));
  const Tensor<T> x = c.tensor<T>("x");
  Tensor<T> y = x, d = c.tensor<T>("grad_y", x.shape);
  const std::ptrdiff_t last = x.shape.empty() ? 1 : x.shape.back(), rows = last == 0 ? 0 : x.size() / last;
  const ConstMatrixView<T> Z(x.data(), rows, last);
  const MatrixView<T> Y(y.data(), rows, last);
  nn::activate(a, Z, Y);
  nn::activation_gradient<T>(a, Z, Y, MatrixView<T>(d.data(), rows, last));
  return {{"y", write_tensor(y)}, {"grad_x", write_tensor(d)}};
}

// Flatten makes no layer: a dense layer with the identity as weights shows what it hands on.
template <typename T>
Json flatten(const Case& c) {
  const Tensor<T> x = c.tensor<T>("x");
  nn::Shape shape{x.columns(), 1, 1};
  if (x.shape.size() == 4) shape = sample_shape(x);
  const nn::DenseSpec copy{.units = shape.size(), .bias = false};
  SingleLayer<T> layer(c, build_network<T>(shape, {nn::FlattenSpec{}, copy}));
  for (std::ptrdiff_t i = 0; i < shape.size(); ++i) {
    for (std::ptrdiff_t j = 0; j < shape.size(); ++j) {
      layer.network.weights(0)[std::size_t(i * shape.size() + j)] = i == j ? T(1) : T(0);
    }
  }
  return layer.run();
}

template <typename T>
Json embedding(const Case& c) {
  const Tensor<T> weight = c.tensor<T>("weight"), grad_y = c.tensor<T>("grad_y");
  const std::vector<std::int32_t> indices = c.integers("indices", 0, weight.dim(0));
  const std::ptrdiff_t n = std::ptrdiff_t(indices.size()), width = weight.dim(1);
  require(grad_y.size() == n * width, "`grad_y` has a shape that does not fit `indices`");
  Tensor<T> y = grad_y, grad_weight = weight;
  nn::embed<T>(weight.view(), indices, MatrixView<T>(y.data(), n, width));
  nn::embed_gradient<T>(indices, ConstMatrixView<T>(grad_y.data(), n, width), grad_weight.view());
  return {{"y", write_tensor(y)}, {"grad_weight", write_tensor(grad_weight)}};
}

template <typename T>
nn::ResidualSpec dense_block(const Case& c, const nn::Activation& inner) {
  nn::ResidualSpec block;
  block.body = {nn::DenseSpec{.units = c.tensor<T>("weight1").dim(0), .activation = inner},
                nn::DenseSpec{.units = c.tensor<T>("weight2").dim(0)}};
  if (c.flag("projection")) block.skip = {nn::DenseSpec{.units = c.tensor<T>("weight_skip").dim(0)}};
  return block;
}

template <typename T>
nn::ResidualSpec conv_block(const Case& c, const nn::Activation& inner) {
  const std::ptrdiff_t s = std::ptrdiff_t(c.number("stride"));
  nn::ResidualSpec block;
  const std::ptrdiff_t first = c.tensor<T>("weight1").dim(0), second = c.tensor<T>("weight2").dim(0);
  block.body = {nn::Conv2dSpec{.channels = first, .stride = {s, s}, .padding = {1, 1}, .activation = inner},
                nn::Conv2dSpec{.channels = second, .padding = {1, 1}}};
  if (c.flag("projection")) {
    block.skip = {nn::Conv2dSpec{.channels = c.tensor<T>("weight_skip").dim(0), .kernel = {1, 1}, .stride = {s, s}}};
  }
  return block;
}

template <typename T>
Json residual_block(const Case& c) {
  const nn::Activation inner = read_activation(c.parameters(), c.text("activation"));
  const std::string kind = c.text("kind");
  require(kind == "dense" || kind == "conv", "`kind` is `" + kind + "`; dense and conv are allowed");
  nn::ResidualSpec block = kind == "dense" ? dense_block<T>(c, inner) : conv_block<T>(c, inner);
  block.activation = read_activation(c.parameters(), c.text("final_activation"));
  std::vector<std::string> names{"weight1", "bias1", "weight2", "bias2"};
  if (c.flag("projection")) names.insert(names.end(), {"weight_skip", "bias_skip"});
  SingleLayer<T> layer(c, block);
  layer.set(c, names);
  Json result = layer.run();
  layer.add_gradients(c, names, result);
  return result;
}

const Registration kDense("01_layers", "dense", dense<double>, dense<float>);
const Registration kConv2d("01_layers", "conv2d", conv2d<double>, conv2d<float>);
const Registration kTransposed("01_layers", "conv_transpose2d", conv_transpose2d<double>, conv_transpose2d<float>);
const Registration kMaxPool("01_layers", "max_pool2d", max_pool2d<double>, max_pool2d<float>);
const Registration kAvgPool("01_layers", "avg_pool2d", avg_pool2d<double>, avg_pool2d<float>);
const Registration kBatchNorm("01_layers", "batch_norm", batch_norm<double>, batch_norm<float>);
const Registration kDropout("01_layers", "dropout", dropout<double>, dropout<float>);
const Registration kActivation("01_layers", "activation", activation<double>, activation<float>);
const Registration kFlatten("01_layers", "flatten", flatten<double>, flatten<float>);
const Registration kEmbedding("01_layers", "embedding", embedding<double>, embedding<float>);
const Registration kResidual("01_layers", "residual_block", residual_block<double>, residual_block<float>);

}  // namespace
}  // namespace lectern::reference
