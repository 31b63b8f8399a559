#include "core/physics/detector_noise.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"

namespace lectern::physics {
namespace {

template <typename Factor>
void scale_waves(const math::Fourier& fourier, std::span<const double> from, std::span<double> to,
                 const Factor& factor) {
  const std::size_t n = from.size();
  std::vector<math::Complex> waves(n);
  for (std::size_t j = 0; j < n; ++j) waves[j] = {from[j], 0};
  fourier.forward(waves);
  for (std::size_t k = 0; k < n; ++k) {
    const double scale = k == 0 ? 0 : factor(std::min(k, n - k));
    waves[k] = {waves[k].re * scale, waves[k].im * scale};
  }
  fourier.inverse(waves);
  for (std::size_t j = 0; j < n; ++j) to[j] = waves[j].re;
}

}  // namespace

double noise_density(NoiseSpectrum spectrum, double frequency_hz) {
  const double f = spectrum == NoiseSpectrum::white ? 100 : std::max(frequency_hz, 20.0);
  const double x = f / 215, x2 = x * x;
  return 12e-7 * (math::pow(x, -4.14) - 5 / x2 + 111 * (1 - x2 + 0.5 * x2 * x2) / (1 + 0.5 * x2));
}

std::vector<double> noise_densities(NoiseSpectrum spectrum, double sampling_rate_hz, int samples) {
  std::vector<double> psd;
  for (int k = 0; k <= samples / 2; ++k) psd.push_back(noise_density(spectrum, k * sampling_rate_hz / samples));
  return psd;
}

void colour(const math::Fourier& fourier, std::span<const double> psd, double sampling_rate_hz,
            std::span<const double> white, std::span<double> noise) {
  scale_waves(fourier, white, noise, [&](std::size_t k) { return std::sqrt(psd[k] * sampling_rate_hz / 2); });
}

void whiten(const math::Fourier& fourier, std::span<const double> psd, double sampling_rate_hz,
            std::span<const double> strain, std::span<double> result) {
  scale_waves(fourier, strain, result, [&](std::size_t k) { return 1 / std::sqrt(psd[k] * sampling_rate_hz / 2); });
}

void write_periodogram(const math::Fourier& fourier, double sampling_rate_hz, std::span<const double> noise,
                       std::span<double> periodogram) {
  const std::size_t n = noise.size();
  std::vector<math::Complex> waves(n);
  for (std::size_t j = 0; j < n; ++j) waves[j] = {noise[j], 0};
  fourier.forward(waves);
  for (std::size_t k = 0; k <= n / 2; ++k) {
    const double sides = k == 0 || 2 * k == n ? 1 : 2;
    periodogram[k] =
        sides * (waves[k].re * waves[k].re + waves[k].im * waves[k].im) / (sampling_rate_hz * static_cast<double>(n));
  }
}

}  // namespace lectern::physics
