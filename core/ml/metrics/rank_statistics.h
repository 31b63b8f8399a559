#pragma once

#include <span>
#include <vector>

namespace lectern::metrics {

// Simulation-based calibration: parameters drawn from the prior, data simulated with each, samples drawn from each
// posterior; if the posteriors are right, the rank of the true parameter among the samples is uniform in 0 … L.
// A histogram that is high at both ends tells of posteriors that are too narrow, one that is high in the middle of
// posteriors that are too wide. Source: Talts et al., arXiv:1804.06788 (2018).
struct RankStatistics {
  std::vector<double> histogram;  // bins: bin ⌊rank · bins/(samples + 1)⌋
  double chi_squared = 0;         // Σ (h − M/bins)²/(M/bins)
  double p_value = 1;             // of at least this χ² with bins − 1 degrees of freedom, if ranks are uniform
  double largest_deviation = 0;   // max over r of |share of ranks ≤ r − (r + 1)/(samples + 1)|
};

// ranks    M, M ≥ 1, each in 0 … samples
// samples  L ≥ 1;  bins ≥ 2
RankStatistics rank_statistics(std::span<const int> ranks, int samples, int bins);

}  // namespace lectern::metrics
