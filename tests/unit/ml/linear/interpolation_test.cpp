#include "core/ml/linear/interpolation.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "core/math/elementary.h"

using namespace lectern;
using linear::InterpolatingPolynomial;
using linear::MonotoneCubic;
using linear::Nodes;

namespace {

template <typename Function>
InterpolatingPolynomial through(Nodes kind, int n, Function f, double low = -1, double high = 1) {
  std::vector<double> values;
  for (const double x : linear::interpolation_nodes(kind, n, low, high)) values.push_back(f(x));
  return {kind, low, high, values};
}

template <typename Function>
double largest_over(Function f) {
  double largest = 0;
  for (int i = 0; i <= 1000; ++i) largest = std::max(largest, std::fabs(f(-1 + i / 500.0)));
  return largest;
}

double runge(double x) { return 1 / (1 + 25 * x * x); }

}  // namespace

TEST_CASE("interpolation: n points give back a polynomial of order below n, on any interval") {
  const auto cubic = [](double x) { return 2 - x + 3 * x * x * x; };
  for (const Nodes kind : {Nodes::equispaced, Nodes::chebyshev})
    for (const int n : {4, 5, 9}) {
      const InterpolatingPolynomial p = through(kind, n, cubic, -3, 2);
      for (const double x : {-3.0, -1.7, 0.0, 0.3, 2.0}) CHECK(p.value(x) == doctest::Approx(cubic(x)).epsilon(1e-10));
    }
}

TEST_CASE("interpolation: one point gives a constant, a node its value") {
  CHECK(InterpolatingPolynomial(Nodes::equispaced, 0, 1, {7}).value(0.9) == 7);
  const InterpolatingPolynomial p(Nodes::equispaced, 0, 1, {1, 5, 2});
  CHECK(p.value(0.5) == 5);
  CHECK(p.amplification(0.5) == 1);
}

TEST_CASE("interpolation: equispaced nodes fail on Runge's function, Chebyshev nodes do not") {
  double before = 10;
  for (const int n : {11, 21, 31, 41}) {
    const auto error = [n](Nodes kind) {
      const InterpolatingPolynomial p = through(kind, n, runge);
      return largest_over([&](double x) { return p.value(x) - runge(x); });
    };
    CHECK(error(Nodes::equispaced) > 1);
    CHECK(error(Nodes::chebyshev) < 0.2 * before);
    before = error(Nodes::chebyshev);
  }
}

TEST_CASE("interpolation: Lebesgue constants grow like 2^n and like log n") {
  // Known values for 11 nodes: 29.9 and 2.49.
  const auto constant = [](Nodes kind, int n) {
    const InterpolatingPolynomial p = through(kind, n, runge);
    return largest_over([&](double x) { return p.amplification(x); });
  };
  CHECK(constant(Nodes::equispaced, 11) == doctest::Approx(29.9).epsilon(0.01));
  CHECK(constant(Nodes::chebyshev, 11) == doctest::Approx(2.49).epsilon(0.01));
  CHECK(constant(Nodes::equispaced, 41) > 1e9);
  CHECK(constant(Nodes::chebyshev, 41) < 4);
}

TEST_CASE("interpolation: a monotone curve goes through its points and overshoots none") {
  const MonotoneCubic curve({0, 1, 3, 4}, {0, 1, 1, -2});
  for (const auto& [x, y] : {std::pair{0.0, 0.0}, std::pair{1.0, 1.0}, std::pair{3.0, 1.0}, std::pair{4.0, -2.0}})
    CHECK(curve.value(x) == y);
  CHECK(curve.value(-5) == 0);
  CHECK(curve.value(9) == -2);
  for (int i = 0; i <= 400; ++i) {
    CHECK(curve.value(i / 100.0) <= 1 + 1e-12);
    CHECK(curve.value(i / 100.0) >= -2);
  }
  CHECK(MonotoneCubic().value(3) == 0);
  CHECK(MonotoneCubic({1}, {5}).value(3) == 5);
}
