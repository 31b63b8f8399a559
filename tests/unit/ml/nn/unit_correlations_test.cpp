#include "core/ml/nn/unit_correlations.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/math/rng.h"

using namespace lectern;

TEST_CASE("correlations of units: one that follows, one that opposes, one that does not vary") {
  Matrix<float> A(4, 4);
  for (std::ptrdiff_t i = 0; i < 4; ++i) {
    const auto x = static_cast<float>(i);
    A(i, 0) = x;
    A(i, 1) = 3 * x + 1;
    A(i, 2) = -x;
    A(i, 3) = 0.5f;
  }
  Matrix<double> R;
  nn::unit_correlations(A, R);
  CHECK(R(0, 1) == doctest::Approx(1));
  CHECK(R(2, 0) == doctest::Approx(-1));
  CHECK(R(1, 1) == doctest::Approx(1));
  CHECK(std::isnan(R(3, 0)));
  CHECK(std::isnan(R(3, 3)));
  CHECK(nn::mean_correlation(R) == doctest::Approx(1));
  CHECK(nn::varied_directions(A) == doctest::Approx(1));
}

TEST_CASE("units that vary independently and alike use as many directions as they are") {
  Matrix<float> A(4000, 3);
  Rng rng(5);
  for (std::ptrdiff_t i = 0; i < A.rows(); ++i)
    for (std::ptrdiff_t j = 0; j < 3; ++j) A(i, j) = static_cast<float>(rng.uniform(-1, 1));
  Matrix<double> R;
  nn::unit_correlations(A, R);
  CHECK(nn::mean_correlation(R) < 0.05);
  CHECK(nn::varied_directions(A) == doctest::Approx(3).epsilon(0.02));
}

TEST_CASE("correlations without samples, without variation and of one unit are not known") {
  Matrix<double> R;
  nn::unit_correlations(Matrix<float>(0, 2), R);
  CHECK(std::isnan(R(0, 1)));
  CHECK(std::isnan(nn::mean_correlation(R)));
  CHECK(std::isnan(nn::varied_directions(Matrix<float>(0, 2))));
  nn::unit_correlations(Matrix<float>(5, 1), R);
  CHECK(std::isnan(nn::mean_correlation(R)));
}

TEST_CASE("masks of dropout make units less correlated, as drawn masks do") {
  constexpr std::ptrdiff_t n = 20'000;
  Matrix<float> A(n, 2), masked(n, 2);
  Rng rng(3), masks(4);
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    A(i, 0) = static_cast<float>(rng.uniform(-1, 2));
    A(i, 1) = A(i, 0) + static_cast<float>(rng.uniform(-0.5, 0.5));
    for (std::ptrdiff_t j = 0; j < 2; ++j) masked(i, j) = masks.uniform(0, 1) < 0.3 ? 0 : A(i, j) / 0.7f;
  }
  Matrix<double> expected, drawn, whole;
  nn::unit_correlations(A, expected, 0.3);
  nn::unit_correlations(masked, drawn);
  nn::unit_correlations(A, whole);
  CHECK(expected(0, 1) == doctest::Approx(drawn(0, 1)).epsilon(0.03));
  CHECK(expected(0, 1) < 0.8 * whole(0, 1));
  CHECK(expected(0, 0) == 1);
}
