// Family 12_networks: the layers of a transformer.

#include <algorithm>

#include "tests/reference/models.h"
#include "tests/reference/registry.h"

namespace lectern::reference {
namespace {

// The last axis is normalised: all axes before it count as rows.
template <typename T>
Json layer_norm(const Case& c) {
  const Tensor<T> x = c.tensor<T>("x"), d_y = c.tensor<T>("grad_y", x.shape);
  const std::ptrdiff_t width = x.shape.back(), rows = x.size() / width;
  const Tensor<T> gamma = c.tensor<T>("gamma", {width}), beta = c.tensor<T>("beta", {width});
  nn::Network<T> network = build_network<T>({width, 1, 1}, {nn::LayerNormSpec{.epsilon = c.number("eps")}});
  std::copy_n(gamma.data(), width, network.weights(0).data());
  std::copy_n(beta.data(), width, network.biases(0).data());
  nn::Pass<T> pass;
  network.evaluate(pass, {x.data(), rows, width});
  std::copy_n(d_y.data(), d_y.size(), pass.output_gradient().data);
  network.backward(pass, {.parameters = true, .input = true});
  return {{"y", write_tensor(pass.output().data, x.shape)},
          {"grad_x", write_tensor(pass.input_gradient().data, x.shape)},
          {"grad_gamma", write_tensor(network.weight_gradients(0).data(), {width})},
          {"grad_beta", write_tensor(network.bias_gradients(0).data(), {width})}};
}

const Registration kLayerNorm("12_networks", "layer_norm", layer_norm<double>, layer_norm<float>);

}  // namespace
}  // namespace lectern::reference
