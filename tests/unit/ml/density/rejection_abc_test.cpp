#include "core/ml/density/rejection_abc.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

using namespace lectern;
using namespace lectern::density;

TEST_CASE("Rejection accepts what is as near as ε, or so many of the nearest and all as near as the last of them") {
  Matrix<double> summary(5, 1);
  const std::array values{3.0, 1.0, -1.0, 0.5, 10.0};
  for (std::ptrdiff_t i = 0; i < 5; ++i) summary(i, 0) = values[std::size_t(i)];
  const std::array observed{0.0}, scale{2.0};
  AbcSample sample;
  rejection_abc(summary, observed, scale, {.epsilon = 0.5}, sample);
  CHECK(sample.accepted == std::vector<int>{1, 2, 3});
  CHECK(sample.distance == std::vector<double>{1.5, 0.5, 0.5, 0.25, 5});
  rejection_abc(summary, observed, scale, {.accept = 2}, sample);
  CHECK(sample.accepted == std::vector<int>{1, 2, 3});  // two are equally near
  CHECK(sample.epsilon == 0.5);
  rejection_abc(summary, observed, scale, {.accept = 9}, sample);
  CHECK(sample.accepted.size() == 5);
}

TEST_CASE("Where θ is a straight line of x the adjustment moves every accepted θ to the line's value at x₀") {
  Matrix<double> theta(40, 1), x(40, 1);
  for (std::ptrdiff_t i = 0; i < 40; ++i) {
    x(i, 0) = -2 + 0.1 * double(i);
    theta(i, 0) = 3 + 2 * x(i, 0);
  }
  const std::array observed{0.25}, scale{0.5};
  AbcSample sample;
  rejection_abc(x, observed, scale, {.accept = 12}, sample);
  const AbcAdjustment found = adjusted_by_regression(theta, x, observed, scale, sample);
  for (std::ptrdiff_t i = 0; i < found.adjusted.rows(); ++i) CHECK(found.adjusted(i, 0) == doctest::Approx(3.5));
  CHECK(found.coefficients(1, 0) == doctest::Approx(1));  // 2 × the scale
  // All data equal: no line is determined, and nothing is moved.
  for (std::ptrdiff_t i = 0; i < 40; ++i) x(i, 0) = 0.25;
  rejection_abc(x, observed, scale, {.accept = 12}, sample);
  CHECK(adjusted_by_regression(theta, x, observed, scale, sample).adjusted(3, 0) == theta(3, 0));
}
