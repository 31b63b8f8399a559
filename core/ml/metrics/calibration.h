#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace lectern::metrics {

enum class Binning { uniform, quantile };

// How often what was predicted with probability p happened: predictions in bins by p, in each the mean of p and the
// frequency of class 1.
struct Reliability {
  std::vector<int> count;
  std::vector<double> confidence;  // mean p; 0 in an empty bin
  std::vector<double> frequency;   // mean y; 0 in an empty bin
  double expected_error = 0;       // ECE, Σ count/n |frequency − confidence|
  double largest_error = 0;        // MCE, over bins that are not empty
  double brier = 0;                // mean (p − y)²
  // Of the Brier score, up to the spread of p within a bin: reliability − resolution + uncertainty.
  double reliability = 0, resolution = 0, uncertainty = 0;
};

// Bins of equal width, min(⌊pB⌋, B − 1), or of equal numbers of predictions in their order by p.
// truth  n labels 0 or 1;  p  n probabilities;  bins B ≥ 1.  Without predictions all numbers are 0.
// Source: Guo et al., On Calibration of Modern Neural Networks (ICML 2017); Murphy, A new vector partition of the
// probability score (1973).
Reliability reliability(std::span<const std::int32_t> truth, std::span<const double> p, int bins, Binning binning);

}  // namespace lectern::metrics
