#include "core/ml/metrics/ranking.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lectern::metrics {
namespace {

double ratio(double part, double whole) { return whole > 0 ? part / whole : NAN; }

// The weight of true and false positives at each threshold.
struct Counts {
  std::vector<double> thresholds, hits, alarms;
};

Counts count_by_threshold(std::span<const std::int32_t> truth, std::span<const double> score,
                          std::span<const double> weights) {
  std::vector<std::size_t> order(score.size());
  std::iota(order.begin(), order.end(), std::size_t(0));
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return score[a] > score[b]; });
  Counts counts;
  double hits = 0, alarms = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const std::size_t i = order[k];
    (truth[i] == 1 ? hits : alarms) += weights.empty() ? 1 : weights[i];
    if (k + 1 < order.size() && score[order[k + 1]] == score[i]) continue;
    counts.thresholds.push_back(score[i]);
    counts.hits.push_back(hits);
    counts.alarms.push_back(alarms);
  }
  return counts;
}

}  // namespace

RocCurve roc_curve(std::span<const std::int32_t> truth, std::span<const double> score,
                   std::span<const double> weights) {
  const Counts counts = count_by_threshold(truth, score, weights);
  RocCurve curve;
  curve.thresholds = counts.thresholds;
  const double hits = counts.hits.empty() ? 0 : counts.hits.back();
  const double alarms = counts.alarms.empty() ? 0 : counts.alarms.back();
  curve.false_positive_rate.push_back(alarms > 0 ? 0 : NAN);
  curve.true_positive_rate.push_back(hits > 0 ? 0 : NAN);
  if (!(hits > 0)) curve.average_precision = NAN;
  if (!(hits > 0 && alarms > 0)) curve.area = NAN;
  for (std::size_t k = 0; k < counts.hits.size(); ++k) {
    const double fpr = ratio(counts.alarms[k], alarms), tpr = ratio(counts.hits[k], hits);
    const double before_fpr = curve.false_positive_rate.back(), before_tpr = curve.true_positive_rate.back();
    curve.area += (fpr - before_fpr) * (tpr + before_tpr) / 2;
    if (tpr > before_tpr)  // what has no weight adds nothing
      curve.average_precision += (tpr - before_tpr) * ratio(counts.hits[k], counts.hits[k] + counts.alarms[k]);
    curve.false_positive_rate.push_back(fpr);
    curve.true_positive_rate.push_back(tpr);
  }
  return curve;
}

}  // namespace lectern::metrics
