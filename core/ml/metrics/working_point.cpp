#include "core/ml/metrics/working_point.h"

#include <cmath>

namespace lectern::metrics {

double WorkingPoint::rejection() const {
  const double background = false_positives + true_negatives;
  return false_positives > 0 ? background / false_positives : background > 0 ? INFINITY : NAN;
}

double WorkingPoint::significance() const {
  const double kept = true_positives + false_positives;
  return kept > 0 ? true_positives / std::sqrt(kept) : 0;
}

WorkingPoint working_point(std::span<const std::int32_t> truth, std::span<const double> score, double threshold,
                           std::span<const double> weights) {
  WorkingPoint point;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const bool kept = score[i] >= threshold;
    double& count = truth[i] == 1 ? (kept ? point.true_positives : point.false_negatives)
                                  : (kept ? point.false_positives : point.true_negatives);
    count += weights.empty() ? 1 : weights[i];
  }
  return point;
}

WorkingPoint working_point(const RocCurve& curve, std::size_t k, double signal, double background) {
  const double kept_signal = signal > 0 ? curve.true_positive_rate[k] * signal : 0;
  const double kept_background = background > 0 ? curve.false_positive_rate[k] * background : 0;
  return {kept_signal, signal - kept_signal, kept_background, background - kept_background};
}

BestCut most_significant_cut(const RocCurve& curve, double signal, double background) {
  BestCut best;
  for (std::size_t k = 0; k < curve.true_positive_rate.size(); ++k) {
    const double significance = working_point(curve, k, signal, background).significance();
    if (significance > best.significance) best = {k, significance};
  }
  return best;
}

}  // namespace lectern::metrics
