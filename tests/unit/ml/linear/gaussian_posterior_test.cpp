#include "core/ml/linear/gaussian_posterior.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <numbers>

using namespace lectern;

TEST_CASE("One number measured once: mean, width, evidence and information by hand") {
  Matrix<double> A(1, 1), noise(1, 1), prior(1, 1);
  A(0, 0) = 2;
  noise(0, 0) = 1;
  prior(0, 0) = 1;
  const std::array y{5.0}, mean{0.0};
  const auto found = linear::gaussian_posterior(A, y, noise, mean, prior);
  REQUIRE(found.has_value());
  CHECK(found->mean[0] == doctest::Approx(2));             // 10/5
  CHECK(found->covariance(0, 0) == doctest::Approx(0.2));  // 1/(1 + 4)
  CHECK(found->chi_squared == doctest::Approx(1));
  CHECK(found->log_evidence == doctest::Approx(-0.5 * (25.0 / 5 + std::log(5.0) + std::log(2 * std::numbers::pi))));
  CHECK(found->information_gain == doctest::Approx(0.5 * (0.2 - 1 + 4 + std::log(5.0))));
  noise(0, 0) = -1;
  CHECK_FALSE(linear::gaussian_posterior(A, y, noise, mean, prior).has_value());
}
