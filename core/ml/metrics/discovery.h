#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

// How surely a signal of expected s events is seen above an expected background of b events.
namespace lectern::metrics {

// The approximate median significance, in standard deviations, with B = b + b_reg:
//   AMS = √(2 ((s + B) ln(1 + s/B) − s)),  approximation s/√B
// b_reg keeps a cut that only a few simulated events pass from winning by chance; 10 in the HiggsML challenge.
// s ≥ 0, B > 0. At s = 0 the derivatives are their limits, 1/√B and 0.
// Sources: Cowan, Cranmer, Gross, Vitells, Eur. Phys. J. C 71 (2011) 1554, §5; Adam-Bourdarios et al., JMLR W&CP 42
// (2015) 19.
// Numerics: for small s/B the difference is summed as a series.
struct MedianSignificance {
  double value = 0, approximation = 0;
  double d_signal = 0, d_background = 0;  // derivatives of value
};
MedianSignificance median_significance(double signal, double background, double regularisation);

// The same for a background known only to ± uncertainty (> 0: by a second, Poissonian measurement of it):
//   Z = √(2 [(s + b) ln((s + b)(b + σ²)/(b² + (s + b)σ²)) − b²/σ² ln(1 + σ² s/(b (b + σ²)))])
// At uncertainty 0 the AMS with b_reg = 0; tends to s/√(b + σ²) for s ≪ b.   b > 0
// Source: Cowan, Discovery sensitivity for a counting experiment with background uncertainty (2012), eq. 20.
double significance_with_uncertainty(double signal, double background, double uncertainty);

// What passes a cut, score ≥ cut, and how significant it is; one value a cut.
struct CutScan {
  std::vector<double> signal, background;                          // Σ w
  std::vector<double> signal_uncertainty, background_uncertainty;  // √Σ w²
  std::vector<double> signal_efficiency, background_rejection;     // NaN where the class weighs nothing
  std::vector<double> purity;                                      // s/(s + b); 0 if nothing passes
  std::vector<double> significance;                                // AMS; 0 without signal
  std::vector<int> background_events;                              // that pass, not weighted
  std::size_t best = 0;                                            // cut of the largest AMS, of equals the first

  auto state() const {
    return std::tie(signal, background, signal_uncertainty, background_uncertainty, signal_efficiency,
                    background_rejection, purity, significance, background_events, best);
  }
};
// score, label, weight  n: label 1 is the signal, 0 the background;  cuts  any order, at least one;  regularisation > 0
// Numerics: sums run by falling score, of equals by falling index.
CutScan weighted_cut_scan(std::span<const double> score, std::span<const std::int32_t> label,
                          std::span<const double> weight, std::span<const double> cuts, double regularisation);

}  // namespace lectern::metrics
