#include "core/experiments/gravitational-waves/chirp_bank.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"
#include "core/physics/chirp.h"

namespace lectern {
namespace {

constexpr double kTwoPi = 6.28318530717958647692;
constexpr int kReference = 192;  // the sample of the coalescence in a template
constexpr double kWindow_s = 0.012, kFadeIn_s = 0.08;

// The first and the last sample at which a coalescence is looked for.
constexpr int kFirst = static_cast<int>(ChirpBank::kEarliest_s * ChirpBank::kRate_hz);
constexpr int kLast = static_cast<int>(ChirpBank::kLatest_s * ChirpBank::kRate_hz) + 1;

std::size_t shift_of(int sample) {
  return static_cast<std::size_t>((sample - kReference + ChirpBank::kSamples) % ChirpBank::kSamples);
}

double square(const math::Complex& z) { return z.re * z.re + z.im * z.im; }

}  // namespace

ChirpBank::ChirpBank(physics::NoiseSpectrum spectrum, int templates)
    : fourier_(kSamples), psd_(physics::noise_densities(spectrum, kRate_hz, kSamples)) {
  std::vector<double> strain(kSamples), wave(kSamples);
  const std::vector<double> flat(kSamples / 2 + 1, 2 / kRate_hz);
  for (int i = 0; i < templates; ++i) {
    const double place = templates == 1 ? 0.5 : (i + 0.5) / templates;
    masses_.push_back(kLightest * math::pow(kHeaviest / kLightest, place));
    write_chirp({.mass_msun = masses_.back(), .time_s = kReference / kRate_hz}, strain, wave);
    filters_.emplace_back(fourier_, wave, flat, physics::FilterBand{kRate_hz, kLow_hz, kHigh_hz});
  }
  reach_ = static_cast<int>(3 * kWindow_s * kRate_hz);
  for (int row = 0; row < kMapRows; ++row) {
    const double f = kMapLow_hz + (row + 0.5) * (kMapHigh_hz - kMapLow_hz) / kMapRows;
    double weight = 0;
    const std::size_t first = window_.size();
    for (int j = -reach_; j <= reach_; ++j) {
      const double t = j / kRate_hz, bell = math::exp(-t * t / (2 * kWindow_s * kWindow_s));
      weight += bell * bell;
      window_.push_back({bell * math::cos(kTwoPi * f * t), bell * math::sin(kTwoPi * f * t)});
    }
    const double scale = 1 / std::sqrt(weight);
    for (std::size_t j = first; j < window_.size(); ++j) window_[j] = {window_[j].re * scale, window_[j].im * scale};
  }
}

double ChirpBank::write_chirp(const Chirp& chirp, std::span<double> strain, std::span<double> whitened) const {
  physics::ChirpSpec spec;
  spec.chirp_mass_msun = chirp.mass_msun;
  spec.distance_mpc = chirp.distance_mpc;
  spec.coalescence_time_s = chirp.time_s;
  spec.coalescence_phase_rad = chirp.phase_rad;
  physics::sample_chirp(spec, kRate_hz, kFadeIn_s, strain);
  physics::whiten(fourier_, psd_, kRate_hz, strain, whitened);
  double sum = 0;
  for (const double x : whitened) sum += x * x;
  return std::sqrt(sum);
}

void ChirpBank::draw_chirp(Rng& rng, std::span<float> whitened, Workspace& work) const {
  work.strain.resize(2 * kSamples);
  const std::span<double> strain(work.strain.data(), kSamples), wave(work.strain.data() + kSamples, kSamples);
  Chirp chirp;
  chirp.mass_msun = rng.uniform(kLightest, kHeaviest);
  chirp.time_s = rng.uniform(kEarliest_s, kLatest_s);
  chirp.phase_rad = rng.uniform(0, kTwoPi);
  const double ratio = write_chirp(chirp, strain, wave);
  for (std::size_t j = 0; j < kSamples; ++j) whitened[j] = static_cast<float>(wave[j] / ratio);
}

void ChirpBank::draw_noise(Rng& rng, double glitches, std::span<float> whitened) const {
  rng.fill_normal(whitened, 0, 1);
  if (rng.uniform() < glitches) add_glitch(rng, whitened);
}

void ChirpBank::add_glitch(Rng& rng, std::span<float> whitened) const {
  const double f = rng.uniform(40, 160), at = rng.uniform(0.2, 0.48), phase = rng.uniform(0, kTwoPi);
  const double width_s = rng.uniform(1.5, 4) / (kTwoPi * f), ratio = rng.uniform(6, 30);
  double sum = 0;
  const auto wave = [&](std::size_t j) {
    const double t = static_cast<double>(j) / kRate_hz - at;
    return math::exp(-t * t / (2 * width_s * width_s)) * math::cos(kTwoPi * f * t + phase);
  };
  for (std::size_t j = 0; j < whitened.size(); ++j) sum += wave(j) * wave(j);
  const double scale = ratio / std::sqrt(sum);
  for (std::size_t j = 0; j < whitened.size(); ++j) whitened[j] += static_cast<float>(scale * wave(j));
}

ChirpBank::Peak ChirpBank::peak_of(int filter, Workspace& work) const {
  filters_[static_cast<std::size_t>(filter)].apply(fourier_, work.waves, work.z);
  double largest = 0;
  Peak peak;
  for (int sample = kFirst; sample <= kLast; ++sample)
    if (const double power = square(work.z[shift_of(sample)]); power > largest) {
      largest = power;
      peak.sample = sample;
    }
  peak.snr = std::sqrt(largest);
  peak.filter = filter;
  return peak;
}

double ChirpBank::chi_square_of(const Peak& peak, const Workspace& work) const {
  return filters_[static_cast<std::size_t>(peak.filter)].chi_square(work.waves, shift_of(peak.sample), kBands);
}

void ChirpBank::look_for(int filter, Workspace& work, Findings& found) const {
  const Peak peak = peak_of(filter, work);
  // Reweighting makes nothing louder.
  if (peak.snr <= found.consistent.snr) return;
  const double chi_square = chi_square_of(peak, work);
  if (peak.snr > found.loudest.snr) {
    found.loudest = peak;
    found.chi_square = chi_square / (2 * kBands - 2);
  }
  const double ratio = physics::reweighted_ratio(peak.snr, chi_square, kBands);
  if (ratio > found.consistent.snr) found.consistent = {ratio, filter, peak.sample};
}

void ChirpBank::write_ratios(int filter, std::span<const double> whitened, std::span<double> snr,
                             Workspace& work) const {
  transform(whitened, work);
  filters_[static_cast<std::size_t>(filter)].apply(fourier_, work.waves, work.z);
  for (int sample = 0; sample < kSamples; ++sample)
    snr[static_cast<std::size_t>(sample)] = std::sqrt(square(work.z[shift_of(sample)]));
}

void ChirpBank::write_peaks(std::span<const double> whitened, std::span<double> peaks, std::span<double> reweighted,
                            Workspace& work) const {
  transform(whitened, work);
  for (std::size_t i = 0; i < peaks.size(); ++i) {
    const Peak peak = peak_of(static_cast<int>(i), work);
    peaks[i] = peak.snr;
    reweighted[i] = physics::reweighted_ratio(peak.snr, chi_square_of(peak, work), kBands);
  }
}

void ChirpBank::write_map(std::span<const double> whitened, std::span<float> map) const {
  const int width = 2 * reach_ + 1, every = kSamples / kMapCols;
  for (int row = 0; row < kMapRows; ++row)
    for (int col = 0; col < kMapCols; ++col) {
      math::Complex sum;
      for (int j = 0; j < width; ++j) {
        const int at = col * every + every / 2 + j - reach_;
        if (at < 0 || at >= kSamples) continue;
        const math::Complex w = window_[static_cast<std::size_t>(row * width + j)];
        const double x = whitened[static_cast<std::size_t>(at)];
        sum.re += w.re * x;
        sum.im += w.im * x;
      }
      map[static_cast<std::size_t>(row * kMapCols + col)] = static_cast<float>(square(sum));
    }
}

}  // namespace lectern
