#include "core/ml/kernels/two_sample_test.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/math/rng.h"

using namespace lectern;

namespace {

Matrix<double> normal_draws(std::ptrdiff_t n, double mean, Rng& rng) {
  Matrix<double> draws(n, 2);
  for (std::ptrdiff_t i = 0; i < draws.size(); ++i) draws.data()[i] = mean + rng.normal();
  return draws;
}

}  // namespace

TEST_CASE("Two samples of one law are told apart by a guess, far ones always, others as often as the best rule can") {
  Rng rng(4);
  const Matrix<double> A = normal_draws(2000, 0, rng), same = normal_draws(2000, 0, rng);
  CHECK(kernels::two_sample_accuracy(A, same) == doctest::Approx(0.5).epsilon(0.06));
  CHECK(kernels::two_sample_accuracy(A, normal_draws(500, 20, rng)) == 1);
  // Means at a distance of √2: the best rule is right with probability Φ(√2/2) = 0.760.
  CHECK(kernels::two_sample_accuracy(A, normal_draws(2000, 1, rng)) == doctest::Approx(0.76).epsilon(0.04));
  CHECK(std::isnan(kernels::two_sample_accuracy(A, Matrix<double>(1, 2))));
}
