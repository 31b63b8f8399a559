#include "core/ml/metrics/discovery.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/math/elementary.h"

namespace lectern::metrics {
namespace {

constexpr double kSeriesBelow = 0.1;
constexpr int kSeriesTerms = 18;
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

// (1 + x) ln(1 + x) − x = Σ_{k≥2} (−x)^k/(k(k − 1))
double excess(double x) {
  if (x >= kSeriesBelow) return (1 + x) * math::log1p(x) - x;
  double sum = 0, power = x * x;
  for (int k = 2; k < kSeriesTerms; ++k, power *= -x) sum += power / (k * (k - 1));
  return sum;
}

// ln(1 + x) − x = −Σ_{k≥2} (−x)^k/k
double logarithm_less(double x) {
  if (x >= kSeriesBelow) return math::log1p(x) - x;
  double sum = 0, power = x * x;
  for (int k = 2; k < kSeriesTerms; ++k, power *= -x) sum -= power / k;
  return sum;
}

double share_of(double part, double whole) { return whole > 0 ? part / whole : kUnknown; }

}  // namespace

MedianSignificance median_significance(double signal, double background, double regularisation) {
  const double B = background + regularisation, x = signal / B;
  MedianSignificance found;
  found.value = std::sqrt(2 * B * excess(x));
  found.approximation = signal / std::sqrt(B);
  if (found.value > 0) {
    found.d_signal = math::log1p(x) / found.value;
    found.d_background = logarithm_less(x) / found.value;
  } else {
    found.d_signal = 1 / std::sqrt(B);
  }
  return found;
}

double significance_with_uncertainty(double signal, double background, double uncertainty) {
  const double s = signal, b = background, variance = uncertainty * uncertainty;
  if (!(variance > 0)) return median_significance(s, b, 0).value;
  const double first = (s + b) * math::log((s + b) * (b + variance) / (b * b + (s + b) * variance));
  const double second = b * b / variance * math::log1p(variance * s / (b * (b + variance)));
  return std::sqrt(std::max(0.0, 2 * (first - second)));
}

CutScan weighted_cut_scan(std::span<const double> score, std::span<const std::int32_t> label,
                          std::span<const double> weight, std::span<const double> cuts, double regularisation) {
  const std::size_t n = score.size();
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return score[a] != score[b] ? score[a] > score[b] : a > b; });
  std::vector<double> sorted(n);
  // Of the first i events in this order.
  std::vector<std::array<double, 2>> sums(n + 1), squares(n + 1);
  std::vector<int> events(n + 1, 0);
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t at = order[i];
    const std::size_t of_signal = label[at] == 1 ? 1 : 0;
    sorted[i] = score[at];
    sums[i + 1] = sums[i];
    squares[i + 1] = squares[i];
    sums[i + 1][of_signal] += weight[at];
    squares[i + 1][of_signal] += weight[at] * weight[at];
    events[i + 1] = events[i] + (of_signal == 1 ? 0 : 1);
  }
  CutScan scan;
  for (const double cut : cuts) {
    const auto passing = static_cast<std::size_t>(
        std::partition_point(sorted.begin(), sorted.end(), [cut](double s) { return s >= cut; }) - sorted.begin());
    const double s = sums[passing][1], b = sums[passing][0];
    scan.signal.push_back(s);
    scan.background.push_back(b);
    scan.signal_uncertainty.push_back(std::sqrt(squares[passing][1]));
    scan.background_uncertainty.push_back(std::sqrt(squares[passing][0]));
    scan.signal_efficiency.push_back(share_of(s, sums[n][1]));
    scan.background_rejection.push_back(1 - share_of(b, sums[n][0]));
    scan.purity.push_back(s + b > 0 ? s / (s + b) : 0);
    scan.significance.push_back(s > 0 ? median_significance(s, b, regularisation).value : 0);
    scan.background_events.push_back(events[passing]);
    if (scan.significance.back() > scan.significance[scan.best]) scan.best = scan.significance.size() - 1;
  }
  return scan;
}

}  // namespace lectern::metrics
