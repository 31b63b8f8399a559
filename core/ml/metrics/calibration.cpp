#include "core/ml/metrics/calibration.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lectern::metrics {

Reliability reliability(std::span<const std::int32_t> truth, std::span<const double> p, int bins, Binning binning) {
  const std::size_t n = p.size(), many = static_cast<std::size_t>(bins);
  Reliability result;
  result.count.assign(many, 0);
  result.confidence.assign(many, 0);
  result.frequency.assign(many, 0);
  std::vector<std::size_t> bin_of(n);
  if (binning == Binning::uniform) {
    for (std::size_t i = 0; i < n; ++i) {
      const double place = std::floor(p[i] * bins);
      bin_of[i] = place > 0 ? static_cast<std::size_t>(std::min(place, static_cast<double>(bins - 1))) : 0;  // or NaN
    }
  } else {
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
    for (std::size_t b = 0; b < many; ++b)
      for (std::size_t place = b * n / many; place < (b + 1) * n / many; ++place) bin_of[order[place]] = b;
  }
  double positives = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double y = truth[i] == 1 ? 1 : 0;
    ++result.count[bin_of[i]];
    result.confidence[bin_of[i]] += p[i];
    result.frequency[bin_of[i]] += y;
    result.brier += (p[i] - y) * (p[i] - y);
    positives += y;
  }
  if (n == 0) return result;
  const double all = static_cast<double>(n), mean = positives / all;
  result.brier /= all;
  result.uncertainty = mean * (1 - mean);
  for (std::size_t b = 0; b < many; ++b) {
    if (result.count[b] == 0) continue;
    result.confidence[b] /= result.count[b];
    result.frequency[b] /= result.count[b];
    const double share = result.count[b] / all, error = std::fabs(result.frequency[b] - result.confidence[b]);
    result.expected_error += share * error;
    result.largest_error = std::max(result.largest_error, error);
    result.reliability += share * error * error;
    result.resolution += share * (result.frequency[b] - mean) * (result.frequency[b] - mean);
  }
  return result;
}

}  // namespace lectern::metrics
