#include "core/physics/field_spectrum.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "core/math/rng.h"

using namespace lectern;
using namespace lectern::physics;

namespace {

std::vector<double> spectrum_noise(int side, std::uint64_t seed) {
  std::vector<double> field(static_cast<std::size_t>(side * side));
  Rng rng(seed);
  for (double& value : field) value = rng.normal();
  return field;
}

double square_mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value * value / static_cast<double>(values.size());
  return sum;
}

}  // namespace

TEST_CASE("field spectrum: one wave has its power in its two cells, and the mean of all powers is the mean square") {
  constexpr int side = 8;
  const math::PlanarFourier fourier(side);
  std::vector<double> field;
  for (int i = 0; i < side * side; ++i) field.push_back(3 * std::cos(2 * M_PI * 2 * (i % side) / side));
  std::vector<math::Complex> waves;
  std::vector<double> power;
  mode_powers(fourier, field, waves, power);
  CHECK(power[2] == doctest::Approx(9.0 / 4 * 64));  // (3/2)² N⁴/N²
  CHECK(power[6] == doctest::Approx(9.0 / 4 * 64));
  CHECK(power[1] < 1e-20);
  const BinnedSpectrum binned = binned_spectrum(fourier, power, std::array{0.5, 1.5, 2.1, 9.0});
  CHECK(binned.modes == std::vector<int>{8, 4, 51});
  CHECK(binned.k[1] == doctest::Approx(2));
  CHECK(binned.power[1] == doctest::Approx(72));
  const std::vector<double> noise = spectrum_noise(12, 1);
  const math::PlanarFourier odd(12);
  mode_powers(odd, noise, waves, power);
  double mean = 0;
  for (const double P : power) mean += P / 144;
  CHECK(mean == doctest::Approx(square_mean(noise)));
}

TEST_CASE("field spectrum: coloured noise has no mean and its powers are multiplied by k^−n") {
  const math::PlanarFourier fourier(16);
  std::vector<double> field = spectrum_noise(16, 2), before, after;
  std::vector<math::Complex> waves;
  mode_powers(fourier, field, waves, before);
  colour_white_noise(fourier, 2, field);
  mode_powers(fourier, field, waves, after);
  CHECK(after[0] < 1e-20);
  CHECK(after[3] == doctest::Approx(before[3] / 9));
  CHECK(after[16 * 4 + 3] == doctest::Approx(before[16 * 4 + 3] / 25));
}

TEST_CASE("field spectrum: log-normal maps have mean 0 and correlation exp(ξ) − 1") {
  constexpr int side = 32;
  const math::PlanarFourier fourier(side);
  double mean = 0;
  std::vector<double> gaussian(side / 2 + 1), contrast(side / 2 + 1);
  constexpr int kDraws = 100;
  // The law's own variance: Σ k⁻¹/N² over the waves.
  double variance = 0;
  for (int i = 1; i < side * side; ++i)
    variance += 1 / std::hypot(fourier.wave(i / side), fourier.wave(i % side)) / (side * side);
  for (int draw = 0; draw < kDraws; ++draw) {
    std::vector<double> field = spectrum_noise(side, 10 + static_cast<std::uint64_t>(draw));
    colour_white_noise(fourier, 1, field);
    for (double& g : field) g *= 0.8 / std::sqrt(variance);
    const std::vector<double> xi = lag_correlation(side, field);
    log_normal_contrast(field, 0.8);
    const std::vector<double> of_contrast = lag_correlation(side, field);
    for (std::size_t r = 0; r < xi.size(); ++r) {
      gaussian[r] += xi[r] / kDraws;
      contrast[r] += of_contrast[r] / kDraws;
    }
    for (const double delta : field) mean += delta / (kDraws * side * side);
  }
  CHECK(gaussian[0] == doctest::Approx(0.64).epsilon(0.02));
  CHECK(std::fabs(mean) < 0.01);
  for (const std::size_t r : {0, 1, 2, 5}) CHECK(std::fabs(contrast[r] - log_normal_correlation(gaussian[r])) < 0.03);
}

TEST_CASE("field spectrum: derivatives of the law agree with differences") {
  const TurningPowerLaw law{.amplitude = 2, .index = -1.3, .turn = 4, .pivot = 2};
  const double h = 1e-6;
  for (const double k : {0.5, 3.0, 11.0}) {
    const auto d = law.derivatives(k);
    TurningPowerLaw by = law;
    by.amplitude = 2 * std::exp(h);
    CHECK(d[0] == doctest::Approx((by.power(k) - law.power(k)) / h).epsilon(1e-4));
    by = law;
    by.index += h;
    CHECK(d[1] == doctest::Approx((by.power(k) - law.power(k)) / h).epsilon(1e-4));
    by = law;
    by.turn = 4 * std::exp(h);
    CHECK(d[2] == doctest::Approx((by.power(k) - law.power(k)) / h).epsilon(1e-4));
  }
}

TEST_CASE("field spectrum: an amplitude alone is known to √(2/m), less well under noise, better with a prior") {
  const std::array power{3.0, 1.0, 0.5}, modes{4.0, 8.0, 20.0};
  const Matrix<double> by_log(3, 1, AlignedVector<double>{3, 1, 0.5});
  const auto clean = fisher_information(power, modes, by_log, 0);
  REQUIRE(clean);
  CHECK(clean->marginal_error[0] == doctest::Approx(std::sqrt(2.0 / 32)));
  CHECK(clean->signal_to_noise == doctest::Approx(4));
  CHECK(clean->log_determinant == doctest::Approx(std::log(16.0)));
  const auto noisy = fisher_information(power, modes, by_log, 1);
  REQUIRE(noisy);
  CHECK(noisy->matrix(0, 0) == doctest::Approx(2 * 9.0 / 16 + 4 / 4.0 + 10 / 9.0));
  const auto held = fisher_information(power, modes, by_log, 0, std::array{0.25});
  REQUIRE(held);
  CHECK(held->marginal_error[0] == doctest::Approx(1 / std::sqrt(32.0)));
  // Two parameters that do the same cannot be told apart.
  const Matrix<double> alike(3, 2, AlignedVector<double>{3, 3, 1, 1, 0.5, 0.5});
  CHECK_FALSE(fisher_information(power, modes, alike, 0));
}
