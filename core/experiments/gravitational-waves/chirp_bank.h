#pragma once

#include <span>
#include <vector>

#include "core/math/fourier.h"
#include "core/math/rng.h"
#include "core/physics/detector_noise.h"
#include "core/physics/matched_filter.h"

namespace lectern {

// Half a second of a detector's data, the chirps that may be in it, and the filters that look for them. All numbers are
// whitened: noise has variance 1 and the sum of the squares of a chirp is the square of its signal-to-noise ratio.
class ChirpBank {
 public:
  static constexpr int kSamples = 256;
  static constexpr double kRate_hz = 512, kLength_s = kSamples / kRate_hz;
  static constexpr double kLightest = 18, kHeaviest = 38;       // chirp masses, in solar masses
  static constexpr double kEarliest_s = 0.3, kLatest_s = 0.45;  // coalescences
  static constexpr double kLow_hz = 15, kHigh_hz = 250;

  struct Workspace {
    std::vector<double> strain;
    std::vector<math::Complex> waves, z;
  };
  struct Chirp {
    double mass_msun = 28, distance_mpc = 1000, time_s = 0.4, phase_rad = 0;
  };
  struct Peak {
    double snr = 0;
    int filter = 0, sample = 0;  // where in z
  };
  // The largest |z|, and the largest one after it is reweighted by χ².
  struct Findings {
    Peak loudest, consistent;
    double chi_square = 0;  // of the loudest, per degree of freedom
  };
  static constexpr int kBands = 8;  // of the χ² test

  ChirpBank(physics::NoiseSpectrum spectrum, int templates);

  const math::Fourier& fourier() const { return fourier_; }
  std::span<const double> psd() const { return psd_; }
  int templates() const { return static_cast<int>(filters_.size()); }
  std::span<const double> masses() const { return masses_; }
  double mass(int i) const { return masses_[static_cast<std::size_t>(i)]; }

  // A chirp as it arrives, in units of 10⁻²¹, and whitened; returns its optimal signal-to-noise ratio.
  double write_chirp(const Chirp& chirp, std::span<double> strain, std::span<double> whitened) const;
  // A chirp of any mass, time and phase, each equally likely, whitened and of signal-to-noise ratio 1.
  void draw_chirp(Rng& rng, std::span<float> whitened, Workspace& work) const;
  // Whitened noise; with this probability a glitch in it.
  void draw_noise(Rng& rng, double glitches, std::span<float> whitened) const;
  // Adds a short burst that no binary makes, a wave of a few cycles under a bell: anywhere, 40 to 160 Hz, with a
  // signal-to-noise ratio from 6 to 30.
  void add_glitch(Rng& rng, std::span<float> whitened) const;

  // The largest |z| of all templates at the coalescence times that are possible: the detection statistic. Each
  // template's peak is tested by χ² besides.
  template <typename T>
  Findings search(std::span<const T> whitened, Workspace& work) const {
    transform(whitened, work);
    Findings found;
    for (int i = 0; i < templates(); ++i) look_for(i, work, found);
    return found;
  }
  // |z| of one template, by the sample at which the coalescence is.   snr  kSamples, overwritten
  void write_ratios(int filter, std::span<const double> whitened, std::span<double> snr, Workspace& work) const;
  // The peak of each template by itself, and reweighted.   peaks, reweighted  templates(), overwritten
  void write_peaks(std::span<const double> whitened, std::span<double> peaks, std::span<double> reweighted,
                   Workspace& work) const;

  // Energy of whitened data near a time and a frequency, whose mean is 1 in noise: a Gaussian window of 12 ms.
  // map  kMapRows × kMapCols, from kMapLow_hz upwards
  static constexpr int kMapRows = 40, kMapCols = 64;
  static constexpr double kMapLow_hz = 20, kMapHigh_hz = 220;
  void write_map(std::span<const double> whitened, std::span<float> map) const;

 private:
  template <typename T>
  void transform(std::span<const T> whitened, Workspace& work) const {
    work.waves.resize(kSamples);
    work.z.resize(kSamples);
    for (std::size_t j = 0; j < kSamples; ++j) work.waves[j] = {static_cast<double>(whitened[j]), 0};
    fourier_.forward(work.waves);
  }
  Peak peak_of(int filter, Workspace& work) const;
  double chi_square_of(const Peak& peak, const Workspace& work) const;
  void look_for(int filter, Workspace& work, Findings& found) const;

  math::Fourier fourier_;
  std::vector<double> psd_, masses_;
  std::vector<physics::MatchedFilter> filters_;
  int reach_ = 0;                      // of the map's window, in samples
  std::vector<math::Complex> window_;  // kMapRows × (2 reach_ + 1)
};

}  // namespace lectern
