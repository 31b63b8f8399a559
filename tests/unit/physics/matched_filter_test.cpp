#include "core/physics/matched_filter.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/math/rng.h"
#include "core/physics/chirp.h"
#include "core/physics/detector_noise.h"

using namespace lectern;
using namespace lectern::physics;

namespace {

constexpr int kSamples = 256;
constexpr double kRate_hz = 512;

std::vector<double> chirp(double mass, double time_s, double distance_mpc = 1000) {
  std::vector<double> strain(kSamples);
  ChirpSpec spec;
  spec.chirp_mass_msun = mass;
  spec.distance_mpc = distance_mpc;
  spec.coalescence_time_s = time_s;
  sample_chirp(spec, kRate_hz, 0.08, strain);
  return strain;
}

std::vector<math::Complex> filtered(const MatchedFilter& filter, const math::Fourier& fourier,
                                    const std::vector<double>& strain) {
  std::vector<math::Complex> waves, z(strain.size());
  for (const double x : strain) waves.push_back({x, 0});
  fourier.forward(waves);
  filter.apply(fourier, waves, z);
  return z;
}

}  // namespace

TEST_CASE("chirp: the frequency grows by the Newtonian law, df/dt = (96/5) π^(8/3) μ^(5/3) f^(11/3)") {
  ChirpSpec spec;
  const double mu = spec.chirp_mass_msun * spec.solar_mass_s, pi = 3.14159265358979323846;
  for (const double t : {-1.0, -0.2, -0.05}) {
    const double h = 1e-5, f = newtonian_chirp(spec, t).frequency_hz;
    const double slope =
        (newtonian_chirp(spec, t + h).frequency_hz - newtonian_chirp(spec, t - h).frequency_hz) / (2 * h);
    CHECK(slope == doctest::Approx(96.0 / 5 * std::pow(pi, 8.0 / 3) * std::pow(mu, 5.0 / 3) * std::pow(f, 11.0 / 3))
                       .epsilon(1e-4));
    // The phase is the integral of 2π f.
    const double turned = newtonian_chirp(spec, t + h).phase_rad - newtonian_chirp(spec, t - h).phase_rad;
    CHECK(turned / (2 * h) == doctest::Approx(2 * pi * f).epsilon(1e-5));
    CHECK(time_to_coalescence_s(spec.chirp_mass_msun, f) == doctest::Approx(-t));
    CHECK(chirp_mass_from_track(f, -t) == doctest::Approx(spec.chirp_mass_msun));
  }
  CHECK(newtonian_chirp(spec, 0).h_plus == 0);
  CHECK(chirp_mass(30, 30) == doctest::Approx(30 / std::pow(2, 0.2)));
}

TEST_CASE("detector noise: whitening undoes colouring, but for the constant; the periodogram's mean is the density") {
  const math::Fourier fourier(kSamples);
  const std::vector<double> psd = noise_densities(NoiseSpectrum::detector, kRate_hz, kSamples);
  Rng rng(3);
  std::vector<double> white(kSamples), noise(kSamples), back(kSamples), mean(psd.size()), one(psd.size());
  constexpr int kNoises = 2000;
  for (int i = 0; i < kNoises; ++i) {
    double constant = 0;
    for (double& x : white) constant += x = rng.normal();
    colour(fourier, psd, kRate_hz, white, noise);
    write_periodogram(fourier, kRate_hz, noise, one);
    for (std::size_t k = 0; k < psd.size(); ++k) mean[k] += one[k] / kNoises;
    if (i > 0) continue;
    whiten(fourier, psd, kRate_hz, noise, back);
    for (std::size_t j = 0; j < white.size(); ++j)
      CHECK(back[j] == doctest::Approx(white[j] - constant / kSamples).epsilon(1e-9));
  }
  for (std::size_t k = 1; k + 1 < psd.size(); ++k) CHECK(mean[k] / psd[k] == doctest::Approx(1).epsilon(0.12));
  CHECK(noise_density(NoiseSpectrum::white, 30) == noise_density(NoiseSpectrum::detector, 100));
}

TEST_CASE("matched filter: a chirp in its own filter has the optimal signal-to-noise ratio, where it was moved to") {
  const math::Fourier fourier(kSamples);
  const std::vector<double> psd = noise_densities(NoiseSpectrum::detector, kRate_hz, kSamples);
  const std::vector<double> wave = chirp(28, 0.4);
  const MatchedFilter filter(fourier, wave, psd, {kRate_hz, 10, 250});
  std::vector<double> moved(wave.size());
  for (std::size_t j = 0; j < wave.size(); ++j) moved[(j + 9) % wave.size()] = 0.5 * wave[j];
  const std::vector<math::Complex> z = filtered(filter, fourier, moved);
  std::size_t best = 0;
  for (std::size_t j = 0; j < z.size(); ++j)
    if (z[j].re > z[best].re) best = j;
  CHECK(best == 9);
  CHECK(z[best].re == doctest::Approx(0.5 * filter.sigma()));
  CHECK(z[best].im == doctest::Approx(0).scale(1));
  // A wave twice as far away is half as strong, and another mass is found worse.
  const MatchedFilter far(fourier, chirp(28, 0.4, 2000), psd, {kRate_hz, 10, 250}),
      other(fourier, chirp(20, 0.4), psd, {kRate_hz, 10, 250});
  CHECK(far.sigma() == doctest::Approx(filter.sigma() / 2));
  const std::vector<math::Complex> crossed = filtered(other, fourier, wave);
  for (const math::Complex& value : crossed) CHECK(std::hypot(value.re, value.im) < 0.9 * filter.sigma());
}

TEST_CASE("matched filter: in Gaussian noise both quadratures have mean 0 and variance 1") {
  const math::Fourier fourier(kSamples);
  for (const NoiseSpectrum spectrum : {NoiseSpectrum::detector, NoiseSpectrum::white}) {
    const std::vector<double> psd = noise_densities(spectrum, kRate_hz, kSamples);
    const MatchedFilter filter(fourier, chirp(25, 0.4), psd, {kRate_hz, 10, 250});
    Rng rng(5);
    std::vector<double> noise(kSamples);
    double sum = 0, re = 0, im = 0, count = 0;
    for (int i = 0; i < 400; ++i) {
      for (double& x : noise) x = rng.normal();
      colour(fourier, psd, kRate_hz, noise, noise);
      for (const math::Complex& z : filtered(filter, fourier, noise)) {
        sum += z.re;
        re += z.re * z.re;
        im += z.im * z.im;
        ++count;
      }
    }
    CHECK(std::abs(sum / count) < 0.02);
    CHECK(re / count == doctest::Approx(1).epsilon(0.05));
    CHECK(im / count == doctest::Approx(1).epsilon(0.05));
  }
}

TEST_CASE("matched filter: a band without any frequency, and a wave that is nothing, give 0") {
  const math::Fourier fourier(8);
  const std::vector<double> psd(5, 1.0), wave{1, 2, 3, 4, 3, 2, 1, 0}, none(8, 0.0);
  for (const auto& each :
       {MatchedFilter(fourier, wave, psd, {8, 3.5, 3.6}), MatchedFilter(fourier, none, psd, {8, 0, 4})}) {
    CHECK(each.sigma() == 0);
    for (const math::Complex& z : filtered(each, fourier, wave)) CHECK(std::hypot(z.re, z.im) == 0);
  }
}

TEST_CASE("matched filter: χ² is 0 for its own wave, 2(p − 1) on average in noise, and large for a burst as loud") {
  const math::Fourier fourier(kSamples);
  const std::vector<double> flat(kSamples / 2 + 1, 2 / kRate_hz), wave = chirp(25, 0.4);
  const MatchedFilter filter(fourier, wave, flat, {kRate_hz, 15, 250});
  constexpr int kBands = 8;
  const auto spectrum_of = [&](const std::vector<double>& data) {
    std::vector<math::Complex> waves;
    for (const double x : data) waves.push_back({x, 0});
    fourier.forward(waves);
    return waves;
  };
  CHECK(filter.chi_square(spectrum_of(wave), 0, kBands) < 1e-9 * filter.sigma() * filter.sigma());

  Rng rng(4);
  double mean = 0, with_wave = 0;
  constexpr int kNoises = 2000;
  for (int i = 0; i < kNoises; ++i) {
    std::vector<double> noise(kSamples);
    for (double& x : noise) x = rng.normal();
    mean += filter.chi_square(spectrum_of(noise), 40, kBands) / kNoises;
    for (std::size_t j = 0; j < noise.size(); ++j) noise[j] += 10 * wave[j] / filter.sigma();
    with_wave += filter.chi_square(spectrum_of(noise), 0, kBands) / kNoises;
  }
  // The mean of so many scatters by √(28/2000) = 0.12.
  CHECK(std::abs(mean - 2 * (kBands - 1)) < 0.5);
  CHECK(std::abs(with_wave - 2 * (kBands - 1)) < 0.5);

  std::vector<double> burst(kSamples);
  for (std::size_t j = 0; j < burst.size(); ++j) {
    const double t = (static_cast<double>(j) - 150) / kRate_hz;
    burst[j] = std::exp(-t * t / (2 * 0.004 * 0.004)) * std::cos(2 * 3.14159265358979323846 * 120 * t);
  }
  const std::vector<math::Complex> z = filtered(filter, fourier, burst);
  std::size_t best = 0;
  for (std::size_t j = 0; j < z.size(); ++j)
    if (std::hypot(z[j].re, z[j].im) > std::hypot(z[best].re, z[best].im)) best = j;
  const double scale = 10 / std::hypot(z[best].re, z[best].im);
  for (double& x : burst) x *= scale;
  const double chi_square = filter.chi_square(spectrum_of(burst), best, kBands);
  CHECK(chi_square > 4 * 2 * (kBands - 1));
  CHECK(reweighted_ratio(10, chi_square, kBands) < 5);
  // Parts of a sum: with one band more than frequencies nothing is lost.
  CHECK(std::isfinite(filter.chi_square(spectrum_of(burst), best, 200)));
}

TEST_CASE("matched filter: a ratio is reweighted only above the mean of χ²") {
  CHECK(reweighted_ratio(7, 14, 8) == 7);
  CHECK(reweighted_ratio(7, 3, 8) == 7);
  CHECK(reweighted_ratio(7, 28, 8) == doctest::Approx(7 / std::pow(4.5, 1.0 / 6)));
}
