#include "core/ml/metrics/distance_correlation.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/math/rng.h"

using namespace lectern;
using metrics::distance_correlation_squared;

TEST_CASE("distance correlation: 1 for a line, small for independent values, found for a parabola") {
  Rng rng(3);
  std::vector<double> x, line, other, parabola;
  for (int i = 0; i < 200; ++i) {
    x.push_back(rng.uniform(-1, 1));
    line.push_back(3 - 2 * x.back());
    other.push_back(rng.normal());
    parabola.push_back(x.back() * x.back());
  }
  CHECK(distance_correlation_squared(x, line) == doctest::Approx(1));
  CHECK(distance_correlation_squared(x, other) < 0.04);
  CHECK(distance_correlation_squared(x, parabola) > 0.15);
  CHECK(distance_correlation_squared(x, std::vector<double>(200, 2.0)) == 0);
  // Two samples: a = |x₁ − x₂|, A = (−½, ½; ½, −½) a.
  CHECK(distance_correlation_squared(std::vector<double>{0, 1}, std::vector<double>{5, 2}) == doctest::Approx(1));
}

TEST_CASE("distance correlation: its gradient is that of finite differences") {
  Rng rng(8);
  std::vector<double> x, y, gradient(20);
  for (int i = 0; i < 20; ++i) {
    x.push_back(rng.normal());
    y.push_back(x.back() * x.back() + 0.3 * rng.normal());
  }
  distance_correlation_squared(x, y, gradient);
  for (std::size_t i = 0; i < x.size(); ++i) {
    std::vector<double> up = x, down = x;
    up[i] += 1e-6;
    down[i] -= 1e-6;
    const double slope =
        (distance_correlation_squared(up, y) - distance_correlation_squared(down, y)) / (up[i] - down[i]);
    CHECK(std::fabs(gradient[i] - slope) < 1e-6);
  }
}
