#include "core/ml/nn/open_network.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

#include "core/math/elementary.h"
#include "core/math/finite_difference.h"
#include "core/math/rng.h"

using namespace lectern;
using namespace lectern::nn;

namespace {

double half_square(const OpenNetwork& network, std::span<const double> x) {
  OpenNetwork::Pass pass;
  network.begin(x, pass);
  network.forward(pass);
  double cost = 0;
  for (int j = 0; j < network.outputs(); ++j) {
    const double a = pass.a[static_cast<std::size_t>(network.neuron(network.layers() - 1, j))];
    cost += 0.5 * a * a;
  }
  return cost;
}

}  // namespace

TEST_CASE("an open network by hand: one sigmoid and a linear output") {
  OpenNetwork network({2, 1, 1}, ActivationKind::sigmoid, ActivationKind::identity);
  const std::array values{0.5, -1.0, 0.25, 2.0, -0.5};  // two weights and the bias, a weight and the bias
  std::copy(values.begin(), values.end(), network.values().begin());
  OpenNetwork::Pass pass;
  network.begin(std::array{1.0, 0.5}, pass);
  network.forward(pass);
  const double a = math::sigmoid(0.25);
  CHECK(pass.z[2] == 0.25);
  CHECK(pass.a[2] == doctest::Approx(a));
  CHECK(pass.a[3] == doctest::Approx(2 * a - 0.5));
  network.backward_output(pass, 0, 3);
  network.backward(pass, 1, 0);
  CHECK(pass.delta[3] == 3);
  CHECK(pass.delta[2] == doctest::Approx(6 * a * (1 - a)));
  CHECK(network.gradient(pass, 1) == doctest::Approx(6 * a * (1 - a) * 0.5));
  CHECK(network.gradient(pass, 3) == doctest::Approx(3 * a));
  CHECK(network.gradient(pass, 4) == 3);
}

TEST_CASE("gradients of an open network agree with finite differences, also with weights taken out") {
  for (const ActivationKind kind : {ActivationKind::sigmoid, ActivationKind::tanh, ActivationKind::softplus}) {
    OpenNetwork network({3, 4, 2, 2}, kind, ActivationKind::sigmoid);
    network.disconnect(1, 2, 1);
    network.disconnect(2, 0, 3);
    network.disconnect(2, 0, 3);
    CHECK(network.parameters().size() == 4 * 4 + 2 * 5 + 2 * 3 - 2);
    CHECK(network.index(1, 2, 1) == -1);
    Rng rng(3);
    for (double& value : network.values()) value = rng.normal();
    const std::array x{0.3, -0.7, 1.1};
    OpenNetwork::Pass pass;
    network.begin(x, pass);
    network.forward(pass);
    const int last = network.layers() - 1;
    for (int j = 0; j < network.outputs(); ++j)
      network.backward_output(pass, j, pass.a[static_cast<std::size_t>(network.neuron(last, j))]);
    for (int layer = last - 1; layer > 0; --layer)
      for (int unit = 0; unit < network.size(layer); ++unit) network.backward(pass, layer, unit);
    const std::vector<double> expected =
        math::finite_difference_gradient([&] { return half_square(network, x); }, network.values());
    for (std::size_t p = 0; p < expected.size(); ++p) {
      CHECK(network.gradient(pass, p) == doctest::Approx(expected[p]).epsilon(1e-7));
      const OpenNetwork::Parameter& each = network.parameters()[p];
      CHECK(network.index(each.layer, each.unit, each.from) == static_cast<int>(p));
    }
  }
}

TEST_CASE("products of an open network: one a weight forward, about twice that back") {
  const OpenNetwork network({3, 2, 2}, ActivationKind::sigmoid, ActivationKind::sigmoid);
  CHECK(network.forward_products() == 10);
  CHECK(network.backward_products() == 10 + 4 + 4);
}
