#include "core/ml/linear/polynomial.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace lectern;
using namespace lectern::linear;

namespace {

struct Points {
  std::vector<double> x, y;
};

Points on_a_cubic(int n) {
  Points points;
  for (int i = 0; i < n; ++i) {
    const double x = 2 + 3.0 * i / n;
    points.x.push_back(x);
    points.y.push_back(1 - x + 0.5 * x * x * x);
  }
  return points;
}

}  // namespace

TEST_CASE("a line through two points is found by hand in both bases") {
  const std::vector<double> x = {0, 4}, y = {1, 9};
  const Polynomial powers = fit_polynomial({PolynomialBasis::powers, 1, 0, 4}, x, y);
  CHECK(powers.coefficients[0] == doctest::Approx(1));
  CHECK(powers.coefficients[1] == doctest::Approx(8));  // u runs from 0 to 1
  const Polynomial chebyshev = fit_polynomial({PolynomialBasis::chebyshev, 1, 0, 4}, x, y);
  CHECK(chebyshev.coefficients[0] == doctest::Approx(5));
  CHECK(chebyshev.coefficients[1] == doctest::Approx(4));
  CHECK(powers.value(6) == doctest::Approx(13));
  CHECK(chebyshev.value(6) == doctest::Approx(13));
}

TEST_CASE("a polynomial is found again from enough of its points, and predicts outside") {
  const Points points = on_a_cubic(30);
  for (const auto basis : {PolynomialBasis::powers, PolynomialBasis::chebyshev}) {
    for (const int order : {3, 6, 10}) {
      CAPTURE(order);
      const Polynomial fit = fit_polynomial({basis, order, 2, 5}, points.x, points.y);
      CHECK(fit.value(3.21) == doctest::Approx(1 - 3.21 + 0.5 * 3.21 * 3.21 * 3.21).epsilon(1e-9));
      CHECK(fit.value(5.5) == doctest::Approx(1 - 5.5 + 0.5 * 5.5 * 5.5 * 5.5).epsilon(1e-6));
    }
  }
}

TEST_CASE("values are the features times the coefficients") {
  for (const auto basis : {PolynomialBasis::powers, PolynomialBasis::chebyshev}) {
    const Polynomial f{{basis, 4, -1, 3}, {0.5, -1, 2, 0.25, 1.5}};
    const std::vector<double> x = {-1.5, -1, 0.3, 3, 3.5};
    const Matrix<double> features = f.space.features(x);
    for (std::size_t i = 0; i < x.size(); ++i) {
      double sum = 0;
      for (std::ptrdiff_t j = 0; j <= 4; ++j)
        sum += features(static_cast<std::ptrdiff_t>(i), j) * f.coefficients[static_cast<std::size_t>(j)];
      CHECK(f.value(x[i]) == doctest::Approx(sum));
    }
  }
}

TEST_CASE("order 0 is the mean, and more coefficients than points still fit exactly") {
  const std::vector<double> x = {0.1, 0.5, 0.8}, y = {3, 1, 5};
  CHECK(fit_polynomial({PolynomialBasis::powers, 0, 0, 1}, x, y).value(0.7) == doctest::Approx(3));
  CHECK(fit_polynomial({PolynomialBasis::powers, 0, 0, 1}, x, y, 0.5).value(0.7) == doctest::Approx(3));
  const Polynomial rich = fit_polynomial({PolynomialBasis::chebyshev, 9, 0, 1}, x, y);
  for (std::size_t i = 0; i < x.size(); ++i) CHECK(rich.value(x[i]) == doctest::Approx(y[i]));
}

TEST_CASE("a growing penalty leaves nothing but the mean") {
  const Points points = on_a_cubic(20);
  double mean = 0;
  for (double y : points.y) mean += y / 20;
  const PolynomialSpace space{PolynomialBasis::chebyshev, 8, 2, 5};
  CHECK(fit_polynomial(space, points.x, points.y, 1e12).value(4) == doctest::Approx(mean).epsilon(1e-6));
  CHECK(fit_polynomial(space, points.x, points.y, 1e-12).value(4) == doctest::Approx(1 - 4 + 32.0).epsilon(1e-6));
}
