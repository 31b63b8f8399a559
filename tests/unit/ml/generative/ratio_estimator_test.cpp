#include "core/ml/generative/ratio_estimator.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace lectern;
using namespace lectern::generative;

TEST_CASE("The ratio of a correlated pair is learned: log p(θ, x)/p(θ)p(x) of a normal law is known") {
  constexpr float kCorrelation = 0.8f;
  Rng rng(2);
  RatioEstimator estimator(1, 1, 24, 0.01, Rng(1));
  Matrix<float> theta(400, 1), x(400, 1);
  double cost = 0;
  for (int step = 0; step < 400; ++step) {
    for (std::ptrdiff_t i = 0; i < theta.rows(); ++i) {
      theta(i, 0) = float(rng.normal());
      x(i, 0) = kCorrelation * theta(i, 0) + 0.6f * float(rng.normal());
    }
    cost = estimator.step(theta, x);
  }
  CHECK(cost < std::log(2.0) - 0.05);
  Matrix<float> at(3, 1), with(3, 1);
  at(0, 0) = with(0, 0) = 0;
  at(1, 0) = with(1, 0) = 1;
  at(2, 0) = 1;
  with(2, 0) = -1;
  std::vector<float> ratio(3);
  estimator.log_ratio(at, with, ratio);
  for (std::ptrdiff_t i = 0; i < 3; ++i) {
    const double r = double(kCorrelation), a = double(at(i, 0)), b = double(with(i, 0));
    const double exact = -0.5 * std::log(1 - r * r) - (r * r * (a * a + b * b) - 2 * r * a * b) / (2 * (1 - r * r));
    CAPTURE(i);
    CHECK(double(ratio[std::size_t(i)]) == doctest::Approx(exact).epsilon(0.25));
  }
}
