#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace lectern::metrics {

// A histogram of weighted entries, as of simulated events. Bin j holds edges[j] ≤ x < edges[j + 1]; the last one its
// right edge, too.
struct WeightedHistogram {
  std::vector<std::int32_t> count;
  std::vector<double> sum, sum_of_squares;  // of weights
  std::vector<double> uncertainty;          // √Σw²
  std::vector<double> effective_entries;    // (Σw)²/Σw²; 0 of an empty bin
  std::vector<double> density;              // Σw/(total · width)
  double underflow = 0, overflow = 0;       // weight outside
  double total = 0;                         // weight inside
  double mean = 0, deviation = 0;           // of the entries inside, weighted; 0 where their weight is 0
};

// x, weights  n, weights of any sign;  edges  bins + 1, ascending, bins ≥ 1
// Source: Bohm, Zech, Statistics of weighted Poisson events and its applications, NIM A 748 (2014) 1.
WeightedHistogram weighted_histogram(std::span<const double> x, std::span<const double> weights,
                                     std::span<const double> edges);

}  // namespace lectern::metrics
