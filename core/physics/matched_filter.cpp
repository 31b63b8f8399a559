#include "core/physics/matched_filter.h"

#include <algorithm>
#include <cmath>

namespace lectern::physics {

MatchedFilter::MatchedFilter(const math::Fourier& fourier, std::span<const double> waveform,
                             std::span<const double> psd, const FilterBand& band) {
  const std::size_t n = waveform.size();
  const double rate = band.sampling_rate_hz, df = rate / static_cast<double>(n);
  std::vector<math::Complex> waves(n);
  for (std::size_t j = 0; j < n; ++j) waves[j] = {waveform[j] / rate, 0};
  fourier.forward(waves);
  double square = 0;
  for (std::size_t k = 1; 2 * k < n; ++k) {
    const double f = static_cast<double>(k) * df;
    if (f < band.low_hz || f > band.high_hz) continue;
    if (weights_.empty()) first_ = k;
    square += (waves[k].re * waves[k].re + waves[k].im * waves[k].im) / psd[k];
    weights_.push_back({waves[k].re / psd[k], -waves[k].im / psd[k]});
  }
  sigma_ = std::sqrt(4 * df * square);
  const double scale = sigma_ > 0 ? 4 * df / (sigma_ * rate) : 0;
  for (math::Complex& weight : weights_) weight = {weight.re * scale, weight.im * scale};
}

void MatchedFilter::apply(const math::Fourier& fourier, std::span<const math::Complex> spectrum,
                          std::span<math::Complex> z) const {
  std::fill(z.begin(), z.end(), math::Complex{});
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    const math::Complex w = weights_[i], x = spectrum[first_ + i];
    z[first_ + i] = {x.re * w.re - x.im * w.im, x.re * w.im + x.im * w.re};
  }
  fourier.transform(z.data(), 1, 1);
}

}  // namespace lectern::physics
