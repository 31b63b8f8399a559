#include "core/ml/generative/mode_coverage.h"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace lectern::generative {

NearestMode nearest_mode(const float* point, ConstMatrixView<float> centres) {
  NearestMode nearest{-1, std::numeric_limits<double>::infinity()};
  for (std::ptrdiff_t m = 0; m < centres.rows; ++m) {
    double squared = 0;
    for (std::ptrdiff_t c = 0; c < centres.cols; ++c) {
      const double difference = static_cast<double>(point[c]) - static_cast<double>(centres(m, c));
      squared += difference * difference;
    }
    if (squared < nearest.squared_distance) nearest = {static_cast<int>(m), squared};
  }
  return nearest;
}

ModeCoverage mode_coverage(ConstMatrixView<float> samples, ConstMatrixView<float> centres, double radius, double share,
                           std::span<int> counts) {
  std::fill(counts.begin(), counts.end(), 0);
  if (samples.rows == 0 || centres.rows == 0) return {};
  std::ptrdiff_t good = 0;
  for (std::ptrdiff_t i = 0; i < samples.rows; ++i) {
    const NearestMode nearest = nearest_mode(samples.row(i), centres);
    if (nearest.mode < 0 || nearest.squared_distance > radius * radius) continue;
    ++counts[static_cast<std::size_t>(nearest.mode)];
    ++good;
  }
  const double n = static_cast<double>(samples.rows);
  const double enough = std::max(1.0, share * n / static_cast<double>(centres.rows));
  ModeCoverage coverage;
  for (std::ptrdiff_t m = 0; m < centres.rows; ++m)
    if (counts[static_cast<std::size_t>(m)] >= enough) ++coverage.covered;
  coverage.high_quality = static_cast<double>(good) / n;
  return coverage;
}

}  // namespace lectern::generative
