#include "core/ml/generative/decision_rule.h"

#include <doctest/doctest.h>

#include <array>

#include "core/math/rng.h"

using namespace lectern;
using generative::least_loss;

namespace {

Matrix<double> zero_one(int classes) {
  Matrix<double> losses(classes, classes);
  losses.fill(1);
  for (int k = 0; k < classes; ++k) losses(k, k) = 0;
  return losses;
}

}  // namespace

TEST_CASE("Under 0-1 loss the most probable class is decided, at the cost of its doubt") {
  const auto found = least_loss(std::array{0.2, 0.5, 0.3}, zero_one(3));
  CHECK(found.decision == 1);
  CHECK(found.expected_loss == doctest::Approx(0.5));
}

TEST_CASE("A loss moves the threshold of the posterior to c/(1 + c)") {
  // Missing class 1 costs nine times as much as a false alarm: it is decided from p(1|x) = 1/10 on.
  Matrix<double> losses = zero_one(2);
  losses(1, 0) = 9;
  CHECK(least_loss(std::array{0.89, 0.11}, losses).decision == 1);
  CHECK(least_loss(std::array{0.91, 0.09}, losses).decision == 0);
  CHECK(least_loss(std::array{0.91, 0.09}, losses).expected_loss == doctest::Approx(0.81));
}

TEST_CASE("Chow's rule: no answer where the largest posterior is below 1 − cost") {
  CHECK(least_loss(std::array{0.75, 0.25}, zero_one(2), 0.3).decision == 0);
  const auto rejected = least_loss(std::array{0.65, 0.35}, zero_one(2), 0.3);
  CHECK(rejected.decision == -1);
  CHECK(rejected.best_class == 0);
  CHECK(rejected.expected_loss == doctest::Approx(0.3));
  CHECK(rejected.loss_of_class == doctest::Approx(0.35));
}

TEST_CASE("No decision is expected to cost less than the one chosen") {
  Rng rng(3);
  for (int trial = 0; trial < 200; ++trial) {
    Matrix<double> losses(4, 4);
    for (std::ptrdiff_t i = 0; i < losses.size(); ++i) losses.data()[i] = rng.uniform(0, 5);
    std::array<double, 4> posterior{};
    double sum = 0;
    for (double& p : posterior) sum += p = rng.uniform();
    for (double& p : posterior) p /= sum;
    const auto found = least_loss(posterior, losses, 2);
    CHECK(found.expected_loss <= 2);
    for (std::ptrdiff_t j = 0; j < 4; ++j) {
      double loss = 0;
      for (std::ptrdiff_t k = 0; k < 4; ++k) loss += losses(k, j) * posterior[static_cast<std::size_t>(k)];
      CHECK(found.loss_of_class <= loss + 1e-12);
    }
  }
}
