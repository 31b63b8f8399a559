#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/math/fourier.h"
#include "core/math/named_enum.h"

// Noise of a detector, stationary and Gaussian: described by its one-sided power spectral density S(f), in strain² per
// Hz, strains in units of 10⁻²¹. N samples at rate f_s have densities at f_k = k f_s/N, k = 0 … N/2.
namespace lectern::physics {

// detector  an interferometer: seismic and thermal noise below, photon shot noise above, quietest near 200 Hz
// white     the same density at all frequencies
enum class NoiseSpectrum { detector, white };

inline constexpr std::array<Named<NoiseSpectrum>, 2> kNoiseSpectra{{
    {NoiseSpectrum::detector, "detector", "Interferometer"},
    {NoiseSpectrum::white, "white", "White"},
}};

// S(f) [10⁻⁴² / Hz]; of the detector with x = f/215 Hz, below 20 Hz as at 20 Hz,
//   12 · 10⁻⁷ (x^(−4.14) − 5 x⁻² + 111 (1 − x² + x⁴/2)/(1 + x²/2)),
// the shape of Advanced LIGO's design, raised to about the noise of its first run; white: as at 100 Hz. Source: Arun,
// Iyer, Sathyaprakash, Sundararajan, Phys. Rev. D 71 (2005) 084008.
double noise_density(NoiseSpectrum spectrum, double frequency_hz);
// N/2 + 1 values.
std::vector<double> noise_densities(NoiseSpectrum spectrum, double sampling_rate_hz, int samples);

// Between white numbers of variance 1 and noise of density S: each wave is multiplied by √(S f_s/2), or divided by it.
// The constant is set to 0. White noise of variance 1 has density 2/f_s.
// psd  N/2 + 1;  white, noise, strain, result  N, may be the same
void colour(const math::Fourier& fourier, std::span<const double> psd, double sampling_rate_hz,
            std::span<const double> white, std::span<double> noise);
void whiten(const math::Fourier& fourier, std::span<const double> psd, double sampling_rate_hz,
            std::span<const double> strain, std::span<double> result);

// 2 |F_k|²/(f_s N), without the 2 at k = 0 and N/2: its mean over many noises is S(f_k), each by itself scatters
// exponentially.   periodogram  N/2 + 1, overwritten
void write_periodogram(const math::Fourier& fourier, double sampling_rate_hz, std::span<const double> noise,
                       std::span<double> periodogram);

}  // namespace lectern::physics
