#include "core/ml/kernels/kernel_smoother.h"

#include <doctest/doctest.h>

#include <array>
#include <vector>

#include "core/math/elementary.h"
#include "core/math/rng.h"

using namespace lectern;
using kernels::KernelSmoother;

namespace {

double at(const KernelSmoother& smoother, double x) { return smoother.value(std::array{x}); }

}  // namespace

TEST_CASE("kernel smoother: two points, by hand") {
  Matrix<double> X(2, 1);
  X(1, 0) = 1;
  const KernelSmoother smoother(X, std::array{2.0, 4.0}, 0.5);
  // Weights 1 and exp(−2) at the first point, equal ones in the middle.
  const double w = math::exp(-2.0);
  CHECK(at(smoother, 0) == doctest::Approx((2 + 4 * w) / (1 + w)).epsilon(1e-14));
  CHECK(at(smoother, 0.5) == doctest::Approx(3).epsilon(1e-14));
}

TEST_CASE(
    "kernel smoother: between the least and the largest y, near the nearest far away, the mean for a wide kernel") {
  Rng rng(3);
  Matrix<double> X(20, 2);
  std::vector<double> y;
  double mean = 0;
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i) {
    X(i, 0) = rng.uniform(-1, 1), X(i, 1) = rng.uniform(-1, 1);
    y.push_back(rng.uniform(-2, 2));
    mean += y.back() / 20;
  }
  const KernelSmoother narrow(X, y, 0.01), wide(X, y, 1e4);
  for (int i = 0; i < 50; ++i) {
    const std::array x{rng.uniform(-3, 3), rng.uniform(-3, 3)};
    CHECK(narrow.value(x) <= 2);
    CHECK(narrow.value(x) >= -2);
    CHECK(wide.value(x) == doctest::Approx(mean).epsilon(1e-6));
  }
  const KernelSmoother one(Matrix<double>(1, 1), std::array{7.0}, 0.01);
  CHECK(at(one, 1e6) == 7);
  X(0, 0) = 100, X(0, 1) = 0;
  CHECK(KernelSmoother(X, y, 0.01).value(std::array{1e4, 0.0}) == doctest::Approx(y[0]));
}
