#include "core/ml/nn/recursive.h"

#include <doctest/doctest.h>

#include <vector>

#include "tests/unit/ml/nn/gradient_check.h"

using namespace lectern;
using namespace lectern::nn;
using namespace lectern::nn::testing;

namespace {

// (0 + 1) · (2 + (1 · 0)), and the leaf 2 alone.
Forest two_trees() {
  Forest forest;
  const auto sum = forest.add(0, forest.add(0), forest.add(1));
  const auto two = forest.add(2);
  const auto product = forest.add(1, forest.add(1), forest.add(0));
  forest.add(1, sum, forest.add(0, two, product));
  forest.add(2);
  return forest;
}

}  // namespace

TEST_CASE("Gradients of a recursive network agree with finite differences") {
  const Forest forest = two_trees();
  RecursiveNetwork<double> network(3, 2, 4, Rng(1));
  const auto n = static_cast<std::size_t>(forest.size());
  std::vector<double> targets(n), weights(n, 1), gradient(network.parameters().size()), unused(gradient.size());
  for (std::size_t i = 0; i < n; ++i) targets[i] = 0.3 * static_cast<double>(i) - 1;
  weights[1] = 0;
  RecursivePass<double> pass;
  network.gradient(forest, targets, weights, pass, gradient);
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    const double numeric = central_difference(network.parameters()[i],
                                              [&] { return network.gradient(forest, targets, weights, pass, unused); });
    CHECK(gradient[i] == doctest::Approx(numeric).epsilon(1e-6));
  }
}

TEST_CASE("A tree has the same vectors alone and among others") {
  const RecursiveNetwork<float> network(3, 2, 9, Rng(2));
  const Forest forest = two_trees();
  RecursivePass<float> together, alone;
  network.forward(forest, together);
  Forest sum;
  sum.add(0, sum.add(0), sum.add(1));
  network.forward(sum, alone);
  for (std::ptrdiff_t node = 0; node < 3; ++node) CHECK(alone.outputs(node, 0) == together.outputs(node, 0));
}

TEST_CASE("A recursive network reads a forest without inner nodes, and one without nodes") {
  const RecursiveNetwork<float> network(3, 2, 4, Rng(3));
  RecursivePass<float> pass;
  Forest forest;
  network.forward(forest, pass);
  CHECK(pass.outputs.rows() == 0);
  forest.add(1);
  network.forward(forest, pass);
  CHECK(pass.outputs.rows() == 1);
}
