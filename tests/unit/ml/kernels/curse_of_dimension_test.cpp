#include "core/ml/kernels/curse_of_dimension.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

using namespace lectern;

TEST_CASE("curse of dimension: the ball in its cube, against the gamma function") {
  for (int d = 1; d <= 40; ++d) {
    CAPTURE(d);
    const double expected =
        std::exp(0.5 * d * std::log(std::numbers::pi) - d * std::log(2.0) - std::lgamma(0.5 * d + 1));
    CHECK(kernels::ball_in_cube(d) == doctest::Approx(expected).epsilon(1e-12));
  }
  CHECK(kernels::ball_in_cube(2) == doctest::Approx(std::numbers::pi / 4));
  CHECK(kernels::ball_in_cube(3) == doctest::Approx(std::numbers::pi / 6));
}

TEST_CASE("curse of dimension: the share near the surface") {
  CHECK(kernels::near_surface(1, 0.05) == doctest::Approx(0.05));
  CHECK(kernels::near_surface(2, 0.5) == doctest::Approx(0.75));
  CHECK(kernels::near_surface(100, 0.05) > 0.99);
  CHECK(kernels::near_surface(7, 0) == 0);
}
