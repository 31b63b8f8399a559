// Family 12_networks: the layers of a transformer.

#include <algorithm>

#include "core/ml/nn/attention.h"
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

// Every sequence of a tensor N × T × d, one below the other.
template <typename T>
ConstMatrixView<T> rows_of(const Tensor<T>& tensor) {
  require(tensor.shape.size() == 3, "an array of sequences has not three axes");
  return {tensor.data(), tensor.dim(0) * tensor.dim(1), tensor.dim(2)};
}
template <typename T>
MatrixView<T> rows_of(Tensor<T>& tensor) {
  return {tensor.data(), tensor.dim(0) * tensor.dim(1), tensor.dim(2)};
}

template <typename T>
Json attention(const Case& c) {
  const Tensor<T> q = c.tensor<T>("q"), k = c.tensor<T>("k"), v = c.tensor<T>("v"), d_y = c.tensor<T>("grad_y");
  const ConstMatrixView<T> Q = rows_of(q), K = rows_of(k), V = rows_of(v);
  require(q.dim(0) == k.dim(0) && k.dim(0) == v.dim(0) && k.dim(1) == v.dim(1) && q.dim(2) == k.dim(2) &&
              d_y.shape == std::vector<std::ptrdiff_t>{q.dim(0), q.dim(1), v.dim(2)},
          "`q`, `k`, `v` and `grad_y` do not fit each other");
  const std::ptrdiff_t n = q.dim(0);
  Matrix<T> A(Q.rows, k.dim(1)), d_A(Q.rows, k.dim(1));
  Tensor<T> y = d_y, d_q = q, d_k = k, d_v = v;
  nn::attention<T>(Q, K, V, n, c.flag("causal"), A, rows_of(y));
  nn::attention_gradient<T>(Q, K, V, n, A, rows_of(d_y), d_A, rows_of(d_q), rows_of(d_k), rows_of(d_v));
  return {{"attention", write_tensor(A.data(), {n, q.dim(1), k.dim(1)})},
          {"y", write_tensor(y)},
          {"grad_q", write_tensor(d_q)},
          {"grad_k", write_tensor(d_k)},
          {"grad_v", write_tensor(d_v)}};
}

template <typename T>
Json multi_head_attention(const Case& c) {
  const Tensor<T> x = c.tensor<T>("x"), d_y = c.tensor<T>("grad_y", x.shape);
  const ConstMatrixView<T> X = rows_of(x);
  const std::ptrdiff_t n = x.dim(0), length = x.dim(1), width = x.dim(2), heads = std::ptrdiff_t(c.number("heads"));
  require(heads >= 1 && width % heads == 0, "`heads` does not divide the width");
  Matrix<T> in(3 * width, width), in_bias(1, 3 * width), d_in(3 * width, width), d_in_bias(1, 3 * width);
  const Tensor<T> out = c.tensor<T>("W_o", {width, width}), out_bias = c.tensor<T>("b_o", {width});
  const char* const names[] = {"q", "k", "v"};
  for (std::ptrdiff_t i = 0; i < 3; ++i) {
    const Tensor<T> W = c.tensor<T>(std::string("W_") + names[i], {width, width});
    const Tensor<T> b = c.tensor<T>(std::string("b_") + names[i], {width});
    std::copy_n(W.data(), W.size(), in.row(i * width));
    std::copy_n(b.data(), width, in_bias.data() + i * width);
  }
  Tensor<T> d_out = out, d_out_bias = out_bias, y = x, d_x = x;
  const nn::MultiHeadNumbers<const T> w{in, in_bias.data(), out.view(), out_bias.data()};
  nn::MultiHeadTape<T> tape;
  nn::multi_head_attention<T>(w, X, n, heads, c.flag("causal"), tape, rows_of(y));
  nn::multi_head_attention_gradient<T>(w, X, n, heads, tape, rows_of(d_y), rows_of(d_x),
                                       {d_in, d_in_bias.data(), d_out.view(), d_out_bias.data()});
  Json json{{"attention", write_tensor(tape.attention.data(), {n, heads, length, length})},
            {"y", write_tensor(y)},
            {"grad_x", write_tensor(d_x)},
            {"grad_W_o", write_tensor(d_out)},
            {"grad_b_o", write_tensor(d_out_bias)}};
  for (std::ptrdiff_t i = 0; i < 3; ++i) {
    json[std::string("grad_W_") + names[i]] = write_tensor(d_in.row(i * width), {width, width});
    json[std::string("grad_b_") + names[i]] = write_tensor(d_in_bias.data() + i * width, {width});
  }
  return json;
}

template <typename T>
Json positional_encoding(const Case& c) {
  const std::vector<std::int32_t> positions = c.integers("positions", 0, 1 << 30);
  Matrix<T> E(std::ptrdiff_t(positions.size()), std::ptrdiff_t(c.number("dimension")));
  nn::positional_encoding<T>(positions, c.number("base"), E);
  return {{"encoding", write_matrix<T>(E)}};
}

const Registration kAttention("12_networks", "attention", attention<double>, attention<float>);
const Registration kMultiHead("12_networks", "multi_head_attention", multi_head_attention<double>,
                              multi_head_attention<float>);
const Registration kPositional("12_networks", "positional_encoding", positional_encoding<double>,
                               positional_encoding<float>);
const Registration kLayerNorm("12_networks", "layer_norm", layer_norm<double>, layer_norm<float>);

}  // namespace
}  // namespace lectern::reference
