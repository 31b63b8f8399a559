#include "core/ml/metrics/sample_coverage.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/ml/density/violin.h"

namespace lectern::metrics {

SampleCoverage sample_coverage(std::span<const double> truth, ConstMatrixView<double> samples,
                               std::span<const double> levels) {
  const auto cases = static_cast<std::ptrdiff_t>(truth.size()), count = static_cast<std::ptrdiff_t>(levels.size());
  SampleCoverage found;
  found.lower.resize(cases, count);
  found.upper.resize(cases, count);
  found.coverage.assign(levels.size(), 0.0);
  found.mean_width.assign(levels.size(), 0.0);
  std::vector<double> sorted(static_cast<std::size_t>(samples.cols));
  for (std::ptrdiff_t i = 0; i < cases; ++i) {
    sorted.assign(samples.row(i), samples.row(i) + samples.cols);
    std::sort(sorted.begin(), sorted.end());
    const double y = truth[static_cast<std::size_t>(i)];
    const auto below = std::lower_bound(sorted.begin(), sorted.end(), y) - sorted.begin();
    found.integral_transform.push_back(static_cast<double>(below) / static_cast<double>(samples.cols));
    for (std::ptrdiff_t l = 0; l < count; ++l) {
      const auto level = static_cast<std::size_t>(l);
      const double low = density::quantile_of_sorted(sorted, (1 - levels[level]) / 2);
      const double high = density::quantile_of_sorted(sorted, (1 + levels[level]) / 2);
      found.lower(i, l) = low;
      found.upper(i, l) = high;
      found.coverage[level] += low <= y && y <= high ? 1 : 0;
      found.mean_width[level] += high - low;
    }
  }
  const auto all = static_cast<double>(cases);
  for (std::size_t l = 0; l < levels.size(); ++l) {
    found.coverage[l] /= all;
    found.mean_width[l] /= all;
    found.coverage_error.push_back(std::sqrt(found.coverage[l] * (1 - found.coverage[l]) / all));
    found.calibration_error += std::fabs(found.coverage[l] - levels[l]) / static_cast<double>(levels.size());
  }
  return found;
}

}  // namespace lectern::metrics
