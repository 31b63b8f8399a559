#include "core/ml/density/mahalanobis.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/math/rng.h"

using namespace lectern;
using namespace lectern::density;

TEST_CASE("Mahalanobis: four points by hand, and shrinkage makes circles") {
  // Mean (1, 2), S = diag(4/3, 16/3).
  const Matrix<double> X(4, 2, AlignedVector<double>{0, 0, 2, 0, 0, 4, 2, 4});
  const auto plain = Mahalanobis::fit(X, 0), round = Mahalanobis::fit(X, 1);
  REQUIRE(plain);
  REQUIRE(round);
  const Matrix<double> at(1, 2, AlignedVector<double>{3, 6});
  CHECK(plain->squared_distances(at)[0] == doctest::Approx(4 / (4.0 / 3) + 16 / (16.0 / 3)));
  CHECK(round->covariance()(0, 0) == doctest::Approx(10.0 / 3));
  CHECK(round->squared_distances(at)[0] == doctest::Approx(20 / (10.0 / 3)));
  const Matrix<double> line(3, 2, AlignedVector<double>{0, 0, 1, 1, 2, 2});
  CHECK_FALSE(Mahalanobis::fit(line, 0));
  CHECK(Mahalanobis::fit(line, 0.1));
}

TEST_CASE("Mahalanobis: the sample's own distances add up to (n − 1) d, in any coordinates") {
  Matrix<double> X(30, 3), Y(30, 3);
  Rng rng(3);
  for (std::ptrdiff_t i = 0; i < 30; ++i) {
    for (std::ptrdiff_t j = 0; j < 3; ++j) X(i, j) = rng.normal();
    Y(i, 0) = X(i, 0) + 2 * X(i, 1);
    Y(i, 1) = 5 * X(i, 1) - X(i, 2);
    Y(i, 2) = 7 + X(i, 2);
  }
  const std::vector<double> x = Mahalanobis::fit(X, 0)->squared_distances(X),
                            y = Mahalanobis::fit(Y, 0)->squared_distances(Y);
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    sum += x[i];
    CHECK(x[i] == doctest::Approx(y[i]));
  }
  CHECK(sum == doctest::Approx(29 * 3));
}

TEST_CASE("Mahalanobis: χ² tails") {
  CHECK(chi_squared_above(0, 5) == doctest::Approx(1));
  CHECK(chi_squared_above(4, 1) == doctest::Approx(std::erfc(std::sqrt(2.0))));
  CHECK(chi_squared_above(4, 2) == doctest::Approx(std::exp(-2.0)));
  CHECK(chi_squared_above(4, 4) == doctest::Approx(std::exp(-2.0) * 3));
  CHECK(chi_squared_above(7.814727903, 3) == doctest::Approx(0.05));
  CHECK(chi_squared_above(11.07049769, 5) == doctest::Approx(0.05));
}
