#include "core/ml/density/violin.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"
#include "core/math/sums.h"

namespace lectern::density {

double quantile_of_sorted(std::span<const double> sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<std::size_t>(at);
  const auto high = std::min(low + 1, sorted.size() - 1);
  return sorted[low] + (at - static_cast<double>(low)) * (sorted[high] - sorted[low]);
}

double scott_bandwidth(std::span<const double> x) {
  if (x.size() < 2) return 0;
  const auto n = static_cast<double>(x.size());
  const double variance = math::sum_of_squares_about(x, math::mean(x)) / (n - 1);
  return std::sqrt(variance) * math::pow(n, -0.2);
}

void violin_outline(std::span<const double> sorted, double bandwidth, double cut, std::span<double> at,
                    std::span<double> density) {
  constexpr double kInverseSqrtTwoPi = 0.39894228040143268;
  const double low = sorted.front() - cut * bandwidth, high = sorted.back() + cut * bandwidth;
  const double scale = -0.5 / (bandwidth * bandwidth);
  const double norm = kInverseSqrtTwoPi / (bandwidth * static_cast<double>(sorted.size()));
  for (std::size_t k = 0; k < at.size(); ++k) {
    at[k] = low + (high - low) * static_cast<double>(k) / static_cast<double>(at.size() - 1);
    double sum = 0;
    for (const double x : sorted) sum += math::exp(scale * (at[k] - x) * (at[k] - x));
    density[k] = norm * sum;
  }
}

Box box_of_sorted(std::span<const double> sorted) {
  Box box;
  for (std::size_t q = 0; q < 3; ++q) box.quartiles[q] = quantile_of_sorted(sorted, 0.25 * static_cast<double>(q + 1));
  const double reach = 1.5 * (box.quartiles[2] - box.quartiles[0]);
  const double low = box.quartiles[0] - reach, high = box.quartiles[2] + reach;
  const auto first = std::lower_bound(sorted.begin(), sorted.end(), low);
  const auto last = std::upper_bound(sorted.begin(), sorted.end(), high);
  box.whiskers = {*first, *(last - 1)};
  box.outliers.assign(sorted.begin(), first);
  box.outliers.insert(box.outliers.end(), last, sorted.end());
  return box;
}

}  // namespace lectern::density
