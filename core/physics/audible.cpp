#include "core/physics/audible.h"

#include <cmath>
#include <cstddef>

#include "core/math/fourier.h"

namespace lectern::physics {

std::vector<double> raise_frequencies(std::span<const double> wave, double rate_hz, double shift_hz, int finer) {
  const std::size_t n = wave.size(), fine = n * static_cast<std::size_t>(finer);
  std::vector<math::Complex> spectrum(n), raised(fine);
  for (std::size_t j = 0; j < n; ++j) spectrum[j] = {wave[j], 0};
  math::Fourier(static_cast<int>(n)).forward(spectrum);
  const auto bins = static_cast<std::size_t>(std::floor(shift_hz * static_cast<double>(n) / rate_hz + 0.5));
  // The analytic signal: positive frequencies alone, twice.
  for (std::size_t k = 1; k < n / 2; ++k) raised[k + bins] = {2 * spectrum[k].re, 2 * spectrum[k].im};
  const math::Fourier transform(static_cast<int>(fine));
  transform.inverse(raised);
  std::vector<double> heard(fine);
  for (std::size_t j = 0; j < fine; ++j) heard[j] = static_cast<double>(finer) * raised[j].re;
  return heard;
}

}  // namespace lectern::physics
