#include "core/ml/metrics/correlated_chi_squared.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace lectern;
using namespace lectern::metrics;

TEST_CASE("two measurements with a common error have the chi squared computed by hand") {
  // C = [[2, 1], [1, 2]], C⁻¹ = [[2, −1], [−1, 2]]/3, r = (1, 2).
  const std::vector<double> data{4, 7}, prediction{3, 5}, statistical{1, 1};
  const Matrix<double> systematic(2, 1, 1.0);
  const auto found = correlated_chi_squared(data, prediction, statistical, systematic);
  REQUIRE(found);
  CHECK(found->value == doctest::Approx(2));
  CHECK(found->ignoring_correlations == doctest::Approx(2.5));
  CHECK(found->nuisance.at(0) == doctest::Approx(1));
  CHECK(found->shifted.at(0) == doctest::Approx(0));
  CHECK(found->shifted.at(1) == doctest::Approx(1));
  CHECK(found->gradient.at(0) == doctest::Approx(0));
  CHECK(found->gradient.at(1) == doctest::Approx(-2));
  CHECK(found->log_likelihood == doctest::Approx(-0.5 * (2 + std::log(3) + 2 * std::log(2 * 3.14159265358979))));
}

TEST_CASE("chi squared is the least of shifted residuals and shifts, and its gradient is that of differences") {
  const std::vector<double> data{1.3, 2.1, 2.8, 4.4}, statistical{0.2, 0.3, 0.1, 0.4};
  std::vector<double> prediction{1, 2, 3, 4};
  Matrix<double> systematic(4, 2);
  for (std::ptrdiff_t i = 0; i < 4; ++i) {
    systematic(i, 0) = 0.1 * static_cast<double>(i + 1);
    systematic(i, 1) = i % 2 == 0 ? 0.15 : -0.05;
  }
  const auto found = correlated_chi_squared(data, prediction, statistical, systematic);
  REQUIRE(found);
  const auto penalised = [&](double first, double second) {
    double sum = first * first + second * second;
    for (std::size_t i = 0; i < 4; ++i) {
      const auto at = static_cast<std::ptrdiff_t>(i);
      const double rest = data[i] - prediction[i] - first * systematic(at, 0) - second * systematic(at, 1);
      sum += rest * rest / (statistical[i] * statistical[i]);
    }
    return sum;
  };
  const double first = found->nuisance.at(0), second = found->nuisance.at(1);
  CHECK(penalised(first, second) == doctest::Approx(found->value));
  for (const double step : {-0.01, 0.01}) {
    CHECK(penalised(first + step, second) > found->value);
    CHECK(penalised(first, second + step) > found->value);
  }
  for (std::size_t i = 0; i < 4; ++i) {
    constexpr double kStep = 1e-5;
    prediction[i] += kStep;
    const double above = correlated_chi_squared(data, prediction, statistical, systematic)->value;
    prediction[i] -= 2 * kStep;
    const double below = correlated_chi_squared(data, prediction, statistical, systematic)->value;
    prediction[i] += kStep;
    CHECK(found->gradient.at(i) == doctest::Approx((above - below) / (2 * kStep)).epsilon(1e-6));
  }
}

TEST_CASE("without any error there is no chi squared") {
  const std::vector<double> one{1}, none{0};
  CHECK_FALSE(correlated_chi_squared(one, one, none, Matrix<double>(1, 1)));
}
