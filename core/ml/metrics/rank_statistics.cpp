#include "core/ml/metrics/rank_statistics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "core/math/elementary.h"

namespace lectern::metrics {

double chi_squared_survival(double x, int degrees) {
  const double half = x / 2;
  const bool is_odd = degrees % 2 != 0;
  // Terms (x/2)^k e^{−x/2}/Γ(k + 1) for k = 0, 1, … or 1/2, 3/2, …, below degrees/2.
  double term = math::exp(-half), sum = 0, k = 0;
  if (is_odd) {
    sum = 1 - math::erf(std::sqrt(half));
    term *= 2 * std::sqrt(half / std::numbers::pi);
    k = 0.5;
  }
  for (; k < 0.5 * degrees; k += 1) {
    sum += term;
    term *= half / (k + 1);
  }
  return std::clamp(sum, 0.0, 1.0);
}

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
  result.p_value = chi_squared_survival(result.chi_squared, bins - 1);
  double below = 0;
  for (std::size_t r = 0; r < count.size(); ++r) {
    below += count[r];
    const double uniform = static_cast<double>(r + 1) / static_cast<double>(samples + 1);
    result.largest_deviation = std::max(result.largest_deviation, std::fabs(below / tests - uniform));
  }
  return result;
}

}  // namespace lectern::metrics
