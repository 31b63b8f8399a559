#include "core/ml/metrics/autocorrelation.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/math/rng.h"

using namespace lectern;
using namespace lectern::metrics;

TEST_CASE("The autocorrelation time of x ← a x + noise is (1 + a)/(1 − a)/2, of one chain and of several") {
  constexpr double kMemory = 0.8;
  Rng rng(2);
  for (const std::ptrdiff_t chains : {1, 10}) {
    Matrix<double> x(chains, 40000 / chains);
    for (std::ptrdiff_t i = 0; i < chains; ++i) {
      double now = 0;
      for (std::ptrdiff_t k = 0; k < x.cols(); ++k) x(i, k) = now = kMemory * now + rng.normal();
    }
    Autocorrelation found;
    autocorrelation(x, {}, found);
    CHECK(found.window_found);
    CHECK(found.tau == doctest::Approx((1 + kMemory) / (1 - kMemory) / 2).epsilon(0.15));
    CHECK(found.rho[1] == doctest::Approx(kMemory).epsilon(0.05));
    CHECK(found.effective_samples == doctest::Approx(40000 / (2 * found.tau)));
  }
}

TEST_CASE("A hand-computed autocorrelation") {
  const std::vector<double> x{1, 2, 3, 4};
  Autocorrelation found;
  autocorrelation({x.data(), 1, 4}, {.window_factor = 5, .most_lags = 5}, found);
  CHECK(found.mean == 2.5);
  CHECK(found.variance == 1.25);
  CHECK(found.rho[1] == doctest::Approx(0.25));
  CHECK(found.rho[2] == doctest::Approx(-0.3));
  CHECK(found.rho[4] == 0);
  CHECK(found.running[2] == doctest::Approx(0.45));
  CHECK(found.window == 3);
}

TEST_CASE("Chains that stay where they are have no autocorrelation time that fits the window") {
  Matrix<double> x(2, 50);
  for (std::ptrdiff_t k = 0; k < 50; ++k) x(0, k) = -1, x(1, k) = 1;
  Autocorrelation found;
  autocorrelation(x, {.most_lags = 20, .normalisation = LagNormalisation::pairs}, found);
  CHECK(!found.window_found);
  CHECK(found.tau == doctest::Approx(20.5));
}

TEST_CASE("Without samples, or without change, nothing is invented") {
  Autocorrelation found;
  autocorrelation({}, {}, found);
  CHECK(found.tau == 0);
  const std::vector<double> still(5, 1.0);
  autocorrelation({still.data(), 1, 5}, {}, found);
  CHECK(found.variance == 0);
  CHECK(std::isnan(found.tau));
}
