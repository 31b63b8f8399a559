#include "core/ml/linear/coefficient_errors.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/math/linear_algebra.h"
#include "core/math/rng.h"
#include "core/ml/linear/least_squares.h"

using namespace lectern;

namespace {

Matrix<double> with_constant(std::span<const double> x) {
  Matrix<double> X(static_cast<std::ptrdiff_t>(x.size()), 2);
  for (std::size_t i = 0; i < x.size(); ++i) {
    X(static_cast<std::ptrdiff_t>(i), 0) = 1;
    X(static_cast<std::ptrdiff_t>(i), 1) = x[i];
  }
  return X;
}

std::vector<double> fit(const Matrix<double>& X, const std::vector<double>& y) {
  const auto theta =
      linear::least_squares(X, {y.data(), static_cast<std::ptrdiff_t>(y.size()), 1}, linear::LeastSquaresMethod::qr);
  return {theta->data(), theta->data() + theta->size()};
}

}  // namespace

TEST_CASE("coefficient errors: those of a line, by the formulas of the textbook") {
  // x̄ = 2.5, Σ(x − x̄)² = 5, ȳ = 3.25; slope 1.5, intercept −0.5; residuals 0, 0.5, −1, 0.5: σ̂² = 1.5/2.
  const std::vector<double> x{1, 2, 3, 4}, y{1, 3, 3, 6};
  const Matrix<double> X = with_constant(x);
  const std::vector<double> theta = fit(X, y);
  CHECK(theta[0] == doctest::Approx(-0.5));
  CHECK(theta[1] == doctest::Approx(1.5));
  const linear::CoefficientErrors errors = linear::coefficient_errors(X, y, theta);
  CHECK(errors.noise_variance == doctest::Approx(0.75));
  CHECK(errors.standard_errors[1] == doctest::Approx(std::sqrt(0.75 / 5)));
  CHECK(errors.standard_errors[0] == doctest::Approx(std::sqrt(0.75 * (0.25 + 2.5 * 2.5 / 5))));
}

TEST_CASE("coefficient errors: they are the scatter of the weights over many samples of the noise") {
  const std::vector<double> x{0, 0.1, 0.3, 0.35, 0.7, 0.8, 1};
  const Matrix<double> X = with_constant(x);
  Rng rng(5);
  double mean = 0, squares = 0, variance = 0;
  constexpr int kSamples = 4000;
  for (int s = 0; s < kSamples; ++s) {
    std::vector<double> y;
    for (const double at : x) y.push_back(1 - 2 * at + 0.3 * rng.normal());
    const std::vector<double> theta = fit(X, y);
    mean += theta[1] / kSamples;
    squares += theta[1] * theta[1] / kSamples;
    const double error = linear::coefficient_errors(X, y, theta).standard_errors[1];
    variance += error * error / kSamples;
  }
  CHECK(mean == doctest::Approx(-2).epsilon(0.01));
  CHECK(variance == doctest::Approx(squares - mean * mean).epsilon(0.06));
}

TEST_CASE("coefficient errors: not known where the data do not tell them") {
  const std::vector<double> two{0, 1}, alike{1, 1, 1}, y{1, 2, 3};
  const linear::CoefficientErrors exact =
      linear::coefficient_errors(with_constant(two), std::span(y).first(2), std::vector<double>{1, 1});
  CHECK(std::isnan(exact.noise_variance));
  CHECK(std::isnan(exact.standard_errors[1]));
  CHECK(std::isfinite(exact.condition));
  const linear::CoefficientErrors dependent =
      linear::coefficient_errors(with_constant(alike), y, std::vector<double>{1, 1});
  CHECK(std::isnan(dependent.standard_errors[0]));
  CHECK(std::isinf(dependent.condition));
  const linear::CoefficientErrors few = linear::coefficient_errors(with_constant(std::vector<double>{2}),
                                                                   std::vector<double>{1}, std::vector<double>{1, 0});
  CHECK(std::isnan(few.standard_errors[0]));
}
