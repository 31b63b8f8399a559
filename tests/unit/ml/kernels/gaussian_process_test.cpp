#include "core/ml/kernels/gaussian_process.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/math/rng.h"

using namespace lectern;
using kernels::CovarianceKind;
using kernels::GaussianProcess;
using kernels::GaussianProcessSpec;

namespace {

Matrix<double> drawn(std::ptrdiff_t rows, std::ptrdiff_t cols, std::uint64_t seed) {
  Rng rng(seed);
  Matrix<double> X(rows, cols);
  for (std::ptrdiff_t i = 0; i < X.size(); ++i) X.data()[i] = rng.uniform(-1, 1);
  return X;
}

std::vector<double> values_of(const Matrix<double>& X) {
  std::vector<double> y;
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i) y.push_back(std::sin(3 * X(i, 0)) + 0.2 * X(i, X.cols() - 1));
  return y;
}

}  // namespace

TEST_CASE("gaussian process: one observation, by hand") {
  Matrix<double> X(1, 1, 0.0), at(1, 1, 1.0);
  const std::vector<double> y{2};
  GaussianProcessSpec spec{.kind = CovarianceKind::rbf, .amplitude = 2, .length_scales = {1}, .noise = 1, .mean = 1};
  const auto process = GaussianProcess::fit(spec, X, y);
  REQUIRE(process);
  std::vector<double> mean(1), variance(1);
  process->predict(at, mean, variance);
  const double k = 4 * std::exp(-0.5);
  CHECK(mean[0] == doctest::Approx(1 + k / 5));
  CHECK(variance[0] == doctest::Approx(4 - k * k / 5));
  CHECK(process->log_marginal_likelihood() == doctest::Approx(-0.5 / 5 - 0.5 * std::log(5.0) - 0.9189385332046727));
}

TEST_CASE("gaussian process: without noise it passes through its data, and far away it knows nothing") {
  const Matrix<double> X = drawn(12, 2, 1);
  const std::vector<double> y = values_of(X);
  for (const auto& [kind, id, label] : kernels::kCovariances) {
    CAPTURE(id);
    const auto process = GaussianProcess::fit({.kind = kind, .length_scales = {0.5}, .noise = 1e-4}, X, y);
    REQUIRE(process);
    std::vector<double> mean(12), variance(12);
    process->predict(X, mean, variance);
    for (std::size_t i = 0; i < 12; ++i) {
      CHECK(mean[i] == doctest::Approx(y[i]).epsilon(1e-3));
      CHECK(variance[i] < 1e-6);
    }
    Matrix<double> far(1, 2, 50.0);
    process->predict(far, std::span(mean).first(1), std::span(variance).first(1));
    CHECK(std::fabs(mean[0]) < 1e-9);
    CHECK(variance[0] == doctest::Approx(1));
  }
}

TEST_CASE("gaussian process: the gradient of the likelihood against differences, for each input by itself") {
  const Matrix<double> X = drawn(25, 3, 2);
  const std::vector<double> y = values_of(X);
  for (const auto& [kind, id, label] : kernels::kCovariances) {
    CAPTURE(id);
    const GaussianProcessSpec spec{
        .kind = kind, .amplitude = 0.8, .length_scales = {0.4, 0.9, 1.7}, .noise = 0.2, .mean = 0.1};
    const auto likelihood = [&](int parameter, double shift) {
      GaussianProcessSpec shifted = spec;
      double& changed = parameter < 3    ? shifted.length_scales[static_cast<std::size_t>(parameter)]
                        : parameter == 3 ? shifted.amplitude
                                         : shifted.noise;
      changed *= std::exp(shift);
      return GaussianProcess::fit(shifted, X, y)->log_marginal_likelihood();
    };
    const auto gradient = GaussianProcess::fit(spec, X, y)->gradient();
    for (int p = 0; p < 5; ++p) {
      CAPTURE(p);
      const double slope = (likelihood(p, 1e-5) - likelihood(p, -1e-5)) / 2e-5;
      const double claimed = p < 3    ? gradient.log_length_scales[static_cast<std::size_t>(p)]
                             : p == 3 ? gradient.log_amplitude
                                      : gradient.log_noise;
      CHECK(claimed == doctest::Approx(slope).epsilon(1e-5));
    }
  }
}

TEST_CASE("gaussian process: equal rows without noise are refused") {
  const Matrix<double> X(3, 1, 0.5);
  const std::vector<double> y{1, 2, 3};
  CHECK_FALSE(GaussianProcess::fit({.noise = 0}, X, y));
  CHECK(GaussianProcess::fit({.noise = 0.1}, X, y));
}
