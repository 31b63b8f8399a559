#include "core/ml/optimise/network_objective.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/math/finite_difference.h"
#include "core/ml/nn/mlp.h"
#include "core/ml/optimise/minimiser.h"

using namespace lectern;
using namespace lectern::optimise;

namespace {

NetworkObjective small_network(int hidden) {
  const std::vector<int> widths = hidden > 0 ? std::vector<int>{hidden} : std::vector<int>{};
  nn::MlpSpec spec{.widths = widths};
  spec.activation.kind = nn::ActivationKind::tanh;
  auto network = nn::Network<double>::build({2, 1, 1}, nn::mlp_layers(spec));
  REQUIRE(network.ok());
  network->initialise(Rng(1));
  Matrix<double> X(4, 2), T(4, 1);
  for (std::ptrdiff_t i = 0; i < 4; ++i) {
    X(i, 0) = i % 2 == 0 ? -1 : 1;
    X(i, 1) = i / 2 == 0 ? -1 : 1;
    T(i, 0) = X(i, 0) * X(i, 1);
  }
  return {std::move(*network), std::move(X), std::move(T), {nn::LossKind::mse}};
}

}  // namespace

TEST_CASE("the cost of a linear network is the mean squared error by hand") {
  const NetworkObjective f = small_network(0);
  REQUIRE(f.dimension() == 3);
  const std::vector<double> zero(3, 0.0);
  CHECK(f.value(zero) == 1);
  std::vector<double> bias(3, 0.0), g(3);
  bias[2] = 0.5;
  CHECK(f.value(bias) == doctest::Approx(1.25));
  f.gradient(bias, g);
  CHECK(g[2] == doctest::Approx(1));
}

TEST_CASE("gradient and Hessian of a network's cost agree with finite differences") {
  const NetworkObjective f = small_network(3);
  REQUIRE(f.dimension() == 13);
  std::vector<double> x(13), g(13);
  Rng rng(2);
  for (double& weight : x) weight = rng.normal();
  f.gradient(x, g);
  const auto numeric = math::finite_difference_gradient([&] { return f.value(x); }, std::span<double>(x));
  CHECK(math::largest_relative_difference(std::span<const double>(g), std::span<const double>(numeric)) < 1e-8);
  Matrix<double> H(13, 13);
  f.hessian(x, H);
  for (std::ptrdiff_t i = 0; i < 13; ++i) {
    for (std::ptrdiff_t j = 0; j < 13; ++j) CHECK(H(i, j) == H(j, i));
  }
}

TEST_CASE("a network is trained by BFGS like any function, and predicts what it has learned") {
  const NetworkObjective f = small_network(4);
  std::vector<double> x(static_cast<std::size_t>(f.dimension()));
  Rng rng(3);
  for (double& weight : x) weight = 0.7 * rng.normal();
  const auto minimiser = bfgs(f, x, {});
  minimise(*minimiser, 1e-8, 500);
  CHECK(minimiser->f() < 1e-6);
  Matrix<double> X(1, 2, 1.0), Y(1, 1);
  f.predict(minimiser->x(), X, Y);
  CHECK(Y(0, 0) == doctest::Approx(1).epsilon(1e-2));
}
