#include "core/ml/metrics/weighted_histogram.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace lectern::metrics {

WeightedHistogram weighted_histogram(std::span<const double> x, std::span<const double> weights,
                                     std::span<const double> edges) {
  const std::size_t bins = edges.size() - 1;
  WeightedHistogram h;
  h.count.assign(bins, 0);
  for (auto* list : {&h.sum, &h.sum_of_squares, &h.uncertainty, &h.effective_entries, &h.density})
    list->assign(bins, 0);
  double first = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double w = weights[i];
    if (x[i] < edges.front()) {
      h.underflow += w;
    } else if (x[i] > edges.back()) {
      h.overflow += w;
    } else {
      const auto above = static_cast<std::size_t>(std::upper_bound(edges.begin(), edges.end(), x[i]) - edges.begin());
      const std::size_t bin = std::min(above - 1, bins - 1);
      ++h.count[bin];
      h.sum[bin] += w;
      h.sum_of_squares[bin] += w * w;
      h.total += w;
      first += w * x[i];
    }
  }
  for (std::size_t bin = 0; bin < bins; ++bin) {
    h.uncertainty[bin] = std::sqrt(h.sum_of_squares[bin]);
    if (h.sum_of_squares[bin] > 0) h.effective_entries[bin] = h.sum[bin] * h.sum[bin] / h.sum_of_squares[bin];
    if (h.total != 0) h.density[bin] = h.sum[bin] / (h.total * (edges[bin + 1] - edges[bin]));
  }
  if (h.total == 0) return h;
  h.mean = first / h.total;
  double second = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (x[i] >= edges.front() && x[i] <= edges.back()) second += weights[i] * (x[i] - h.mean) * (x[i] - h.mean);
  h.deviation = std::sqrt(std::max(second / h.total, 0.0));
  return h;
}

}  // namespace lectern::metrics
