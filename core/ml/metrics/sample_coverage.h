#pragma once

#include <span>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::metrics {

// How often bands made of samples hold the truth. A band of level l goes from the quantile (1 − l)/2 of the samples to
// the quantile (1 + l)/2, interpolated linearly between them.
struct SampleCoverage {
  Matrix<double> lower, upper;             // cases × levels
  std::vector<double> coverage;            // of each level: share of the cases whose truth lies in the band
  std::vector<double> coverage_error;      // its binomial standard deviation √(c(1 − c)/cases)
  std::vector<double> mean_width;          // of each level
  double calibration_error = 0;            // mean |coverage − level| over levels
  std::vector<double> integral_transform;  // of each case: share of its samples below the truth
};

// truth  m, m ≥ 1;  samples  m × L, L ≥ 1;  levels  in (0, 1)
// Source: Gneiting, Balabdaoui, Raftery, Probabilistic forecasts, calibration and sharpness (2007).
SampleCoverage sample_coverage(std::span<const double> truth, ConstMatrixView<double> samples,
                               std::span<const double> levels);

}  // namespace lectern::metrics
