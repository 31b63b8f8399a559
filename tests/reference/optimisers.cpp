// Family 02_optimisers: trajectories of descent, on functions and on networks.

#include "core/ml/nn/optimizer.h"

#include "core/ml/nn/loss.h"
#include "tests/reference/models.h"
#include "tests/reference/registry.h"

namespace lectern::reference {
namespace {

// f = xᵀAx/2 - bᵀx, or Rosenbrock's Σ (1-x_i)² + 100 (x_{i+1} - x_i²)²; g is overwritten with the gradient.
template <typename T>
T quadratic(const Tensor<T>& A, const Tensor<T>& b, const std::vector<T>& x, std::vector<T>& g) {
  T f = T(0);
  for (std::size_t i = 0; i < x.size(); ++i) {
    T product = T(0);
    for (std::size_t j = 0; j < x.size(); ++j) product += A.values[i * x.size() + j] * x[j];
    f += x[i] * (T(0.5) * product - b.values[i]);
    g[i] = product - b.values[i];
  }
  return f;
}

template <typename T>
T rosenbrock(const std::vector<T>& x, std::vector<T>& g) {
  T f = T(0);
  std::fill(g.begin(), g.end(), T(0));
  for (std::size_t i = 0; i + 1 < x.size(); ++i) {
    const T rise = x[i + 1] - x[i] * x[i], rest = T(1) - x[i];
    f += rest * rest + T(100) * rise * rise;
    g[i] += T(-2) * rest - T(400) * x[i] * rise;
    g[i + 1] += T(200) * rise;
  }
  return f;
}

template <typename T>
Json optimizer_function(const Case& c) {
  const std::string problem = c.text("problem");
  require(problem == "quadratic" || problem == "rosenbrock", "there is no problem `" + problem + "`");
  std::vector<T> x = c.tensor<T>("x0").values, g(x.size());
  const std::ptrdiff_t size = std::ptrdiff_t(x.size());
  Tensor<T> A, b;
  if (problem == "quadratic") {
    A = c.tensor<T>("A", {size, size});
    b = c.tensor<T>("b", {size});
  }
  const auto evaluate = [&] { return problem == "quadratic" ? quadratic(A, b, x, g) : rosenbrock(x, g); };
  nn::Optimizer<T> optimizer(read_optimizer(c.parameter("optimizer")), x.size());
  Json path = Json::array(), values = Json::array();
  const int steps = int(c.number("steps"));
  for (int step = 0; step <= steps; ++step) {
    values.push_back(evaluate());
    path.push_back(x);
    if (step < steps) optimizer.step(x, g);
  }
  return {{"x", path}, {"f", values}};
}

template <typename T>
double batch_loss(const Case& c, const Json& target, nn::Pass<T>& pass) {
  const auto kind = from_id(nn::kLosses, c.text("loss"));
  require(kind.has_value(), "there is no loss `" + c.text("loss") + "`");
  const ConstMatrixView<T> Z = pass.output();
  if (*kind == nn::LossKind::softmax_cross_entropy && !target.empty() && !target[0].is_array()) {
    const std::vector<std::int32_t> labels = read_integers(target, "batch_target", 0, Z.cols);
    require(std::ptrdiff_t(labels.size()) == Z.rows, "`batch_target` has another number of rows than `batch_x`");
    return nn::softmax_cross_entropy<T>(Z, labels, pass.output_gradient());
  }
  const Tensor<T> values = read_tensor<T>(target, "batch_target");
  require(values.size() == Z.size(), "`batch_target` does not fit the network's output");
  return nn::loss_and_gradient<T>({*kind}, Z, {values.data(), Z.rows, Z.cols}, pass.output_gradient());
}

template <typename T>
Json optimizer_mlp(const Case& c) {
  const Tensor<T> x = c.tensor<T>("batch_x");
  require(x.shape.size() == 3, "`batch_x` is not a list of matrices");
  const Json& target = c.input("batch_target");
  require(target.is_array() && std::ptrdiff_t(target.size()) == x.dim(0), "there is not one target per batch");
  nn::Network<T> network = build_network<T>({x.dim(2), 1, 1}, read_layers(c.parameter("layers")));
  set_weights(network, c.input("weights"));
  nn::Optimizer<T> optimizer(read_optimizer(c.parameter("optimizer")), network.parameters().size());
  nn::Pass<T> pass;
  Rng rng(0);
  Json result{{"loss", Json::array()}};
  for (std::ptrdiff_t s = 0; s < x.dim(0); ++s) {
    network.forward(pass, x.item(s), rng);
    result["loss"].push_back(batch_loss(c, target[std::size_t(s)], pass));
    network.backward(pass);
    optimizer.step(network.parameters(), network.gradients());
    if (s == 0) result["weights_after_1"] = get_weights(network, c.input("weights"));
  }
  result["weights_final"] = get_weights(network, c.input("weights"));
  return result;
}

const Registration kFunction("02_optimisers", "optimizer_function", optimizer_function<double>,
                             optimizer_function<float>);
const Registration kMlp("02_optimisers", "optimizer_mlp", optimizer_mlp<double>, optimizer_mlp<float>);

}  // namespace
}  // namespace lectern::reference
