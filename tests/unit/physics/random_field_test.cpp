#include "core/physics/random_field.h"

#include <doctest/doctest.h>

#include <cmath>
#include <span>
#include <vector>

#include "core/physics/field_statistics.h"

using namespace lectern;
using namespace lectern::physics;

namespace {

constexpr int kFieldSide = 32, kCells = kFieldSide * kFieldSide, kFields = 60;

Matrix<float> drawn(FieldLaw law, double strength = 1) {
  RandomFields fields({.law = law, .side = kFieldSide, .slope = 2, .strength = strength});
  Matrix<float> X(kFields, kCells);
  Rng rng(5);
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i) fields.draw(rng, {X.row(i), kCells});
  return X;
}

double mean_of(const Matrix<float>& X, double power) {
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < X.size(); ++i) sum += std::pow(static_cast<double>(X.data()[i]), power);
  return sum / static_cast<double>(X.size());
}

}  // namespace

TEST_CASE("random fields: a Gaussian field has no mean, unit variance and the slope asked for") {
  const Matrix<float> X = drawn(FieldLaw::gaussian);
  CHECK(std::fabs(mean_of(X, 1)) < 1e-6);
  CHECK(mean_of(X, 2) == doctest::Approx(1).epsilon(0.1));
  const StatisticsOfFields of = statistics_of(math::PlanarFourier(kFieldSide), X);
  // log₁₀ P falls by 2 a decade.
  CHECK(of.mean.spectrum[1] - of.mean.spectrum[9] == doctest::Approx(2 * std::log10(5.0)).epsilon(0.1));
}

TEST_CASE("random fields: log-normal ones have mean 1 and variance exp(s²) − 1, the web keeps its matter") {
  const Matrix<float> X = drawn(FieldLaw::log_normal, 0.5);
  CHECK(mean_of(X, 1) == doctest::Approx(1).epsilon(0.02));
  CHECK(mean_of(X, 2) - 1 == doctest::Approx(std::exp(0.25) - 1).epsilon(0.15));
  const Matrix<float> web = drawn(FieldLaw::web);
  for (std::ptrdiff_t i = 0; i < web.rows(); ++i) {
    double matter = 0;
    for (std::ptrdiff_t j = 0; j < kCells; ++j) matter += std::expm1(static_cast<double>(web(i, j)));
    CHECK(matter / kCells == doctest::Approx(1).epsilon(1e-5));
  }
}

TEST_CASE("random fields: random phases leave the spectrum and take peaks, one-point law and bispectrum") {
  const math::PlanarFourier fourier(kFieldSide);
  Matrix<float> X = drawn(FieldLaw::web);
  standardise(X);
  CHECK(std::fabs(mean_of(X, 1)) < 1e-5);
  CHECK(mean_of(X, 2) == doctest::Approx(1).epsilon(1e-4));
  Matrix<float> phases(kFields, kCells);
  Rng rng(6);
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i)
    randomise_phases(fourier, {X.row(i), kCells}, rng, {phases.row(i), kCells});
  const StatisticsOfFields data = statistics_of(fourier, X), other = statistics_of(fourier, phases);
  for (std::size_t k = 0; k < data.mean.spectrum.size(); ++k)
    CHECK(other.mean.spectrum[k] == doctest::Approx(data.mean.spectrum[k]).epsilon(1e-3));
  const auto far = [&](std::vector<double> FieldStatistics::*what) {
    return misfit(other.mean.*what, data.mean.*what, data.variance.*what);
  };
  CHECK(far(&FieldStatistics::spectrum) < 0.01);
  CHECK(far(&FieldStatistics::one_point) > 1);
  CHECK(far(&FieldStatistics::peaks) > 1);
  CHECK(far(&FieldStatistics::bispectrum) > 1);
  for (const double coupling : other.mean.bispectrum) CHECK(std::fabs(coupling) < 0.15);
}

TEST_CASE("field statistics: a single peak, and values by hand") {
  const math::PlanarFourier fourier(kFieldSide);
  std::vector<float> field(kCells, 0.0f);
  field[5 * kFieldSide + 7] = 1.2f;
  const FieldStatistics of = field_statistics(fourier, field);
  // Above −0.5, 0, 0.5 and 1; the flat cells are no peaks.
  const std::vector<double> expected{1, 1, 1, 1, 0, 0, 0, 0};
  CHECK(of.peaks == expected);
  for (const double power : of.spectrum) CHECK(power == doctest::Approx(std::log10(1.44 / kCells)));
  double sum = 0;
  for (const double share : of.one_point) sum += share;
  CHECK(sum == doctest::Approx(1));
  CHECK(misfit(std::vector{1.0, 3.0, 9.0}, std::vector{0.0, 1.0, 0.0}, std::vector{1.0, 4.0, 0.0}) == 1);
}
