#include "core/physics/matched_filter.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/math/elementary.h"

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
    shares_.push_back((waves[k].re * waves[k].re + waves[k].im * waves[k].im) / psd[k]);
    square += shares_.back();
    weights_.push_back({waves[k].re / psd[k], -waves[k].im / psd[k]});
  }
  sigma_ = std::sqrt(4 * df * square);
  const double scale = sigma_ > 0 ? 4 * df / (sigma_ * rate) : 0;
  for (math::Complex& weight : weights_) weight = {weight.re * scale, weight.im * scale};
  for (double& share : shares_) share = square > 0 ? share / square : 0;
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

double MatchedFilter::chi_square(std::span<const math::Complex> spectrum, std::size_t sample, int bands) const {
  const double angle = 2 * std::numbers::pi * static_cast<double>(sample) / static_cast<double>(spectrum.size());
  const math::Complex turn{math::cos(angle), math::sin(angle)};
  const double start = angle * static_cast<double>(first_);
  math::Complex wave{math::cos(start), math::sin(start)};
  // Σ_l |z_l|²/q_l − |z|², which is χ² since the q_l add up to 1.
  math::Complex all, part;
  double squares = 0, before = 0, sum = 0;
  int band = 1;
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    const math::Complex w = weights_[i], x = spectrum[first_ + i];
    const math::Complex y{x.re * w.re - x.im * w.im, x.re * w.im + x.im * w.re};
    part.re += y.re * wave.re - y.im * wave.im;
    part.im += y.re * wave.im + y.im * wave.re;
    wave = {wave.re * turn.re - wave.im * turn.im, wave.re * turn.im + wave.im * turn.re};
    sum += shares_[i];
    if (sum < static_cast<double>(band) / bands && i + 1 < weights_.size()) continue;
    if (sum > before) squares += (part.re * part.re + part.im * part.im) / (sum - before);
    all = {all.re + part.re, all.im + part.im};
    part = {};
    before = sum;
    while (band < bands && sum >= static_cast<double>(band) / bands) ++band;
  }
  return std::max(squares - (all.re * all.re + all.im * all.im), 0.0);
}

double reweighted_ratio(double ratio, double chi_square, int bands) {
  const double r = chi_square / (2 * bands - 2);
  return r <= 1 ? ratio : ratio * math::pow((1 + r * r * r) / 2, -1.0 / 6);
}

}  // namespace lectern::physics
