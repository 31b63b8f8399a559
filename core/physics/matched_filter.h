#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/math/fourier.h"

namespace lectern::physics {

struct FilterBand {
  double sampling_rate_hz = 0;
  double low_hz = 0, high_hz = 0;  // frequencies used; never the constant, nor half the sampling rate
};

// A search for one waveform h at any time and phase. With the discrete X_k = (1/f_s) Σ_j x_j exp(−2πi jk/N), Δf = f_s/N
// and sums over the band:
//   σ² = 4 Δf Σ |H_k|²/S_k,   z_j = (4 Δf/σ) Σ X_k H_k*/S_k exp(2πi jk/N).
// |z_j| is the signal-to-noise ratio of h moved cyclically by j samples: in Gaussian noise of density S, Re z and Im z
// each have variance 1 and mean 0, and a wave a h at this place adds a σ. σ is the largest ratio that any linear filter
// reaches for h itself. Among all statistics linear in the data this is the best one, and in Gaussian noise the best of
// all for a known wave (Neyman, Pearson). Shared freely: never changes.
// Source: Allen, Anderson, Brady, Brown, Creighton, Phys. Rev. D 85 (2012) 122006; Wainstein, Zubakov (1962).
class MatchedFilter {
 public:
  // waveform  N;  psd  N/2 + 1, one-sided, positive inside the band
  MatchedFilter(const math::Fourier& fourier, std::span<const double> waveform, std::span<const double> psd,
                const FilterBand& band);

  double sigma() const { return sigma_; }

  // spectrum  N, Σ_j x_j exp(−2πi jk/N) of the data, as Fourier::forward gives it;  z  N, overwritten
  void apply(const math::Fourier& fourier, std::span<const math::Complex> spectrum, std::span<math::Complex> z) const;

  // Whether each band of frequencies adds its share to z_j. The band is cut into p of about equal σ² (of shares q_l of
  // it); z_j is a sum of parts z_l, of which a wave of this form puts q_l z_j into each:
  //   χ² = Σ_l |z_l − q_l z_j|²/q_l.
  // In Gaussian noise, with or without such a wave, its mean is 2 (p − 1); a burst in a few of the bands adds up to
  // (p − 1) |z_j|².
  // spectrum  as above;  sample  j;  bands  p ≥ 2
  // Source: Allen, Phys. Rev. D 71 (2005) 062001.
  double chi_square(std::span<const math::Complex> spectrum, std::size_t sample, int bands) const;

  auto state() const { return std::tie(sigma_, first_, weights_, shares_); }

 private:
  double sigma_ = 0;
  std::size_t first_ = 0;               // k of the first weight
  std::vector<math::Complex> weights_;  // what the spectrum is multiplied with inside the band
  std::vector<double> shares_;          // of σ², from each of these frequencies
};

// A signal-to-noise ratio made smaller where χ² is larger than a wave in Gaussian noise makes it: with r = χ²/(2p − 2),
//   ρ where r ≤ 1, else ρ ((1 + r³)/2)^(−1/6).
// Source: Babak et al., Phys. Rev. D 87 (2013) 024033.
double reweighted_ratio(double ratio, double chi_square, int bands);

}  // namespace lectern::physics
