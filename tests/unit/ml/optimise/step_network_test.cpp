#include "core/ml/optimise/step_network.h"

#include <doctest/doctest.h>

#include <vector>

using namespace lectern;
using namespace lectern::optimise;

namespace {

// XNOR at the corners of a square: 1 where the signs are equal.
StepNetworkObjective xnor(int hidden) {
  Matrix<double> X(4, 2);
  std::vector<double> labels;
  for (int i = 0; i < 4; ++i) {
    X(i, 0) = i % 2 == 0 ? 1 : -1;
    X(i, 1) = i < 2 ? 1 : -1;
    labels.push_back(X(i, 0) * X(i, 1));
  }
  return {hidden, std::move(X), std::move(labels)};
}

}  // namespace

TEST_CASE("two steps solve XNOR by hand: above one line, or below the other") {
  const StepNetworkObjective f = xnor(2);
  REQUIRE(f.dimension() == 9);
  // h₁ = x + y > 1, h₂ = x + y < −1, y = h₁ or h₂
  const std::vector<double> solution{1, 1, -1, -1, -1, -1, 1, 1, 1};
  CHECK(f.value(solution) == 0);
  std::vector<double> inverted = solution;
  for (std::size_t j = 6; j < 9; ++j) inverted[j] = -inverted[j];
  CHECK(f.value(inverted) == 1);
  Matrix<double> X(1, 2), Y(1, 1);
  X(0, 0) = 3, X(0, 1) = -0.5;
  f.predict(solution, X, Y);
  CHECK(Y(0, 0) == 1);
}

TEST_CASE("the count of errors has no slope: small changes of the weights leave it as it is") {
  const StepNetworkObjective f = xnor(2);
  std::vector<double> weights{1, 0.5, -0.7, 0.3, 0.2, -0.1, 1, -0.5, 0.4}, g(9, 1);
  const double before = f.value(weights);
  f.gradient(weights, g);
  for (std::size_t j = 0; j < weights.size(); ++j) {
    CHECK(g[j] == 0);
    for (const double change : {-1e-6, 1e-6}) {
      std::vector<double> moved = weights;
      moved[j] += change;
      CHECK(f.value(moved) == before);
    }
  }
}
