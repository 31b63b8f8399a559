#include "core/ml/generative/mode_coverage.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

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

ModeCoverage mode_coverage(ConstMatrixView<float> samples, ConstMatrixView<float> centres, double radius,
                           double share, std::span<int> counts) {
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

Matrix<float> farthest_rows(ConstMatrixView<float> X, int k) {
  Matrix<float> mean(1, X.cols);
  for (std::ptrdiff_t c = 0; c < X.cols; ++c) {
    double sum = 0;
    for (std::ptrdiff_t r = 0; r < X.rows; ++r) sum += static_cast<double>(X(r, c));
    mean(0, c) = static_cast<float>(sum / std::max<double>(1, static_cast<double>(X.rows)));
  }
  std::vector<std::ptrdiff_t> chosen;
  std::vector<double> distance(static_cast<std::size_t>(X.rows), std::numeric_limits<double>::infinity());
  std::ptrdiff_t next = nearest_mode(mean.data(), X).mode;
  while (next >= 0 && static_cast<int>(chosen.size()) < k) {
    chosen.push_back(next);
    const ConstMatrixView<float> newest = X.rows_range(next, 1);
    double farthest = 0;
    next = -1;
    for (std::ptrdiff_t r = 0; r < X.rows; ++r) {
      double& own = distance[static_cast<std::size_t>(r)];
      own = std::min(own, nearest_mode(X.row(r), newest).squared_distance);
      if (own > farthest) {
        farthest = own;
        next = r;
      }
    }
  }
  Matrix<float> rows(static_cast<std::ptrdiff_t>(chosen.size()), X.cols);
  for (std::size_t i = 0; i < chosen.size(); ++i)
    std::copy_n(X.row(chosen[i]), X.cols, rows.row(static_cast<std::ptrdiff_t>(i)));
  return rows;
}

double covering_radius(ConstMatrixView<float> X, ConstMatrixView<float> centres) {
  double squared = 0;
  for (std::ptrdiff_t r = 0; r < X.rows; ++r) squared = std::max(squared, nearest_mode(X.row(r), centres).squared_distance);
  return std::sqrt(squared);
}

}  // namespace lectern::generative
