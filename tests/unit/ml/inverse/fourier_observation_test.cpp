#include "core/ml/inverse/fourier_observation.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "core/physics/telescope.h"
#include "tests/unit/matrices.h"

using namespace lectern;
using inverse::FourierObservation;

namespace {

constexpr int kObservedSide = 16, kObservedCells = kObservedSide * kObservedSide;

FourierObservation blurred(double noise) {
  const math::PlanarFourier fourier(kObservedSide);
  std::vector<double> response(kObservedCells);
  physics::gaussian_transfer(fourier, 1.3, response);
  return {fourier, response, noise};
}

FourierObservation with_gaps(double noise) {
  const math::PlanarFourier fourier(kObservedSide);
  std::vector<double> response(kObservedCells);
  physics::interferometer_coverage(fourier, physics::three_arms(5, 7), 4, response);
  return {fourier, response, noise};
}

double inner(const double* a, const double* b) {
  double sum = 0;
  for (int j = 0; j < kObservedCells; ++j) sum += a[j] * b[j];
  return sum;
}

}  // namespace

TEST_CASE("Fourier observation: H is its own transpose, and pairs of pictures do not mix") {
  for (const FourierObservation& observation : {blurred(0.1), with_gaps(0.1)}) {
    const Matrix<double> X = tests::random_matrix(3, kObservedCells, 5);
    Matrix<double> Y(3, kObservedCells), alone(1, kObservedCells);
    observation.apply<double>(X, Y.view());
    for (std::ptrdiff_t i = 0; i < 3; ++i)
      for (std::ptrdiff_t k = 0; k < 3; ++k)
        CHECK(inner(Y.row(i), X.row(k)) == doctest::Approx(inner(X.row(i), Y.row(k))).epsilon(1e-10));
    observation.apply<double>(X.view().rows_range(1, 1), alone.view());
    for (int j = 0; j < kObservedCells; ++j) CHECK(alone(0, j) == doctest::Approx(Y(1, j)).epsilon(1e-10));
  }
}

TEST_CASE("Fourier observation: a blur keeps the light of a point and spreads it as a Gaussian") {
  const FourierObservation observation = blurred(0.1);
  Matrix<double> X(1, kObservedCells);
  for (int j = 0; j < kObservedCells; ++j) X(0, j) = 0;
  X(0, 8 * kObservedSide + 8) = 1;
  observation.apply<double>(X, X.view());
  double all = 0, second = 0;
  for (int j = 0; j < kObservedCells; ++j) {
    const double dx = j % kObservedSide - 8;
    all += X(0, j);
    second += X(0, j) * dx * dx;
  }
  CHECK(all == doctest::Approx(1));
  CHECK(second == doctest::Approx(1.3 * 1.3).epsilon(0.001));
  CHECK(X(0, 8 * kObservedSide + 9) / X(0, 8 * kObservedSide + 8) ==
        doctest::Approx(std::exp(-0.5 / (1.3 * 1.3))).epsilon(0.001));
}

TEST_CASE("Fourier observation: data have no noise where nothing is measured") {
  const FourierObservation observation = with_gaps(0.5);
  const Matrix<double> picture = tests::random_matrix(1, kObservedCells, 1),
                       white = tests::random_matrix(1, kObservedCells, 2);
  std::vector<double> data(kObservedCells);
  observation.observe({picture.data(), kObservedCells}, {white.data(), kObservedCells}, data);
  std::vector<math::Complex> waves(kObservedCells);
  for (std::size_t c = 0; c < kObservedCells; ++c) waves[c] = {data[c], 0};
  observation.fourier().forward(waves);
  for (std::size_t c = 0; c < kObservedCells; ++c) {
    if (observation.response()[c] != 0) continue;
    CHECK(std::fabs(waves[c].re) < 1e-10);
    CHECK(std::fabs(waves[c].im) < 1e-10);
  }
}

TEST_CASE("Wiener filter: of white pictures it is one number a wave, and its error is what it says") {
  // With P = N² p and H = 1 it shrinks each pixel by p/(p + s²), leaving √(p s²/(p + s²)).
  const math::PlanarFourier fourier(kObservedSide);
  constexpr double kPower = 2, kNoise = 0.7;
  const FourierObservation observation(fourier, std::vector<double>(kObservedCells, 1.0), kNoise);
  const std::vector<double> power(static_cast<std::size_t>(fourier.shells()), kPower * kObservedCells);
  const Matrix<double> data = tests::random_matrix(1, kObservedCells, 3);
  const std::vector<double> mean(kObservedCells, 0.25);
  const inverse::WienerAnswer answer = inverse::wiener_filter(observation, power, mean, {data.data(), kObservedCells});
  const double gain = kPower / (kPower + kNoise * kNoise);
  for (int j = 0; j < kObservedCells; ++j)
    CHECK(answer.picture[static_cast<std::size_t>(j)] == doctest::Approx(0.25 + gain * (data(0, j) - 0.25)));
  CHECK(answer.deviation == doctest::Approx(std::sqrt(kPower * kNoise * kNoise / (kPower + kNoise * kNoise))));
}

TEST_CASE("Wiener filter: the power of a shell is what pictures have in it") {
  const math::PlanarFourier fourier(kObservedSide);
  Matrix<float> X(1, kObservedCells);
  for (int j = 0; j < kObservedCells; ++j)
    X(0, j) = static_cast<float>(1 + 2 * std::cos(6.28318530717958647692 * 3 * (j % kObservedSide) / kObservedSide));
  const std::vector<double> mean(kObservedCells, 1.0);
  const std::vector<double> power = inverse::shell_power(fourier, X, mean, 1e-6);
  int modes = 0;
  for (std::size_t c = 0; c < fourier.cells(); ++c) modes += fourier.shell(c) == 3;
  // Two waves of amplitude N²; all others nothing.
  CHECK(power[3] == doctest::Approx(2.0 * kObservedCells * kObservedCells / modes).epsilon(1e-4));
  CHECK(power[1] == doctest::Approx(1e-6));
}

TEST_CASE("Fourier observation: a correction keeps what is not measured, and trusts exact data fully") {
  const FourierObservation observation = with_gaps(1e-6);
  const Matrix<double> truth = tests::random_matrix(1, kObservedCells, 7),
                       prior = tests::random_matrix(2, kObservedCells, 8);
  Matrix<double> data(1, kObservedCells), X(2, kObservedCells), seen(2, kObservedCells), before(2, kObservedCells);
  observation.apply<double>(truth, data.view());
  observation.correct<double>({data.data(), kObservedCells}, prior, std::vector<double>(kObservedCells, 1.0), false,
                              prior, X.view());
  observation.apply<double>(X, seen.view());
  observation.apply<double>(prior, before.view());
  for (std::ptrdiff_t i = 0; i < 2; ++i)
    for (int j = 0; j < kObservedCells; ++j) {
      CHECK(seen(i, j) == doctest::Approx(data(0, j)).epsilon(1e-6));
      CHECK(X(i, j) - seen(i, j) == doctest::Approx(prior(i, j) - before(i, j)).epsilon(1e-6));
    }
}

TEST_CASE("Fourier observation: drawn corrections spread as the posterior of a white prior does") {
  const FourierObservation observation(math::PlanarFourier(kObservedSide), std::vector<double>(kObservedCells, 0.5),
                                       0.4);
  constexpr double kVariance = 0.3;
  const std::vector<double> data(kObservedCells, 0.2);
  Matrix<double> prior(1, kObservedCells), X(1, kObservedCells);
  for (int j = 0; j < kObservedCells; ++j) prior(0, j) = 0.1;
  const Matrix<double> white = tests::random_matrix(1, kObservedCells, 9);
  observation.correct<double>(data, prior, std::vector<double>(kObservedCells, kVariance), true, white, X.view());
  // One number a pixel: precision 1/v + h²/s².
  const double variance = 1 / (1 / kVariance + 0.25 / 0.16);
  const double mean = 0.1 + variance * 0.5 / 0.16 * (0.2 - 0.05);
  for (int j = 0; j < kObservedCells; ++j) CHECK(X(0, j) == doctest::Approx(mean + std::sqrt(variance) * white(0, j)));
}
