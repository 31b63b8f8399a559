#include "core/ml/density/kernel_density.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "tests/unit/matrices.h"

using namespace lectern;

TEST_CASE("The density on a grid is the exponential of the log density at its places, and integrates to one") {
  const Matrix<double> points = tests::random_matrix(20, 2, 3);
  Matrix<float> rounded(20, 2);
  for (std::ptrdiff_t i = 0; i < 40; ++i) rounded.data()[i] = static_cast<float>(points.data()[i]);
  Matrix<double> same(20, 2), places(60 * 50, 2);
  for (std::ptrdiff_t i = 0; i < 40; ++i) same.data()[i] = static_cast<double>(rounded.data()[i]);
  std::vector<double> x, y, density(60 * 50), log_density(60 * 50);
  for (int k = 0; k < 60; ++k) x.push_back(-6 + 0.2 * (k + 0.5));
  for (int k = 0; k < 50; ++k) y.push_back(-5 + 0.2 * (k + 0.5));
  for (std::ptrdiff_t row = 0; row < 50; ++row)
    for (std::ptrdiff_t col = 0; col < 60; ++col) {
      places(row * 60 + col, 0) = x[static_cast<std::size_t>(col)];
      places(row * 60 + col, 1) = y[static_cast<std::size_t>(row)];
    }
  density::kernel_density_on_grid(rounded, 0.5, x, y, density);
  density::kernel_log_density(same, 0.5, places, log_density);
  double integral = 0;
  for (std::size_t i = 0; i < density.size(); ++i) {
    CHECK(density[i] == doctest::Approx(std::exp(log_density[i])).epsilon(1e-12));
    integral += 0.04 * density[i];
  }
  CHECK(integral == doctest::Approx(1).epsilon(1e-3));
}

TEST_CASE("Without points the density is nothing everywhere") {
  std::vector<double> density{1, 1};
  density::kernel_density_on_grid({}, 0.1, std::vector<double>{0, 1}, std::vector<double>{0}, density);
  CHECK(density == std::vector<double>{0, 0});
}
