#include "core/ml/metrics/rank_statistics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/ml/density/mahalanobis.h"

namespace lectern::metrics {

RankStatistics rank_statistics(std::span<const int> ranks, int samples, int bins) {
  RankStatistics result;
  result.histogram.assign(static_cast<std::size_t>(bins), 0);
  std::vector<int> count(static_cast<std::size_t>(samples) + 1, 0);
  for (const int rank : ranks) {
    ++count[static_cast<std::size_t>(rank)];
    result.histogram[static_cast<std::size_t>(static_cast<long long>(rank) * bins / (samples + 1))] += 1;
  }
  const auto tests = static_cast<double>(ranks.size());
  const double expected = tests / bins;
  for (const double height : result.histogram)
    result.chi_squared += (height - expected) * (height - expected) / expected;
  result.p_value = density::chi_squared_above(result.chi_squared, bins - 1);
  double below = 0;
  for (std::size_t r = 0; r < count.size(); ++r) {
    below += count[r];
    const double uniform = static_cast<double>(r + 1) / static_cast<double>(samples + 1);
    result.largest_deviation = std::max(result.largest_deviation, std::fabs(below / tests - uniform));
  }
  return result;
}

}  // namespace lectern::metrics
