#include "core/math/finite_difference.h"

#include <doctest/doctest.h>

using namespace lectern;

TEST_CASE("the difference gradient of a cubic is its gradient, and the point is restored") {
  std::vector<double> x{1.0, -2.0, 0.5};
  const auto f = [&] { return x[0] * x[0] * x[0] + 2 * x[1] * x[2]; };
  const std::vector<double> gradient = math::finite_difference_gradient(f, std::span(x));
  const std::vector<double> exact{3.0, 1.0, -4.0};
  CHECK(math::largest_relative_difference(std::span<const double>(gradient), std::span<const double>(exact)) < 1e-8);
  CHECK(x == std::vector<double>{1.0, -2.0, 0.5});
}

TEST_CASE("the difference Jacobian of a linear map is its matrix") {
  std::vector<double> x{1.0, 2.0};
  const auto f = [&](std::span<double> out) {
    out[0] = 3 * x[0] - x[1];
    out[1] = x[1];
    out[2] = 2 * x[0];
  };
  const std::vector<double> jacobian = math::finite_difference_jacobian(f, std::span(x), 3);
  const std::vector<double> exact{3, -1, 0, 1, 2, 0};
  CHECK(math::largest_relative_difference(std::span<const double>(jacobian), std::span<const double>(exact)) < 1e-8);
}
