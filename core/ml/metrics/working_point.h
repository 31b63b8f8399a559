#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <tuple>

#include "core/ml/metrics/ranking.h"

namespace lectern::metrics {

// What a threshold on a score keeps, score ≥ threshold, in total weight: class 1 is the signal, class 0 the
// background. Fractions of nothing do not exist: NaN.
//   machine learning           particle physics                     formula
//   true-positive rate, recall signal efficiency ε_S                 TP/(TP+FN)
//   false-positive rate        background efficiency ε_B             FP/(FP+TN)
//   1/false-positive rate      background rejection                  (FP+TN)/FP
//   precision                  purity                                TP/(TP+FP)
struct WorkingPoint {
  double true_positives = 0, false_negatives = 0;  // signal kept and lost
  double false_positives = 0, true_negatives = 0;  // background kept and rejected

  double recall() const { return ratio(true_positives, true_positives + false_negatives); }
  double false_positive_rate() const { return ratio(false_positives, false_positives + true_negatives); }
  double precision() const { return ratio(true_positives, true_positives + false_positives); }
  double f1() const { return ratio(2 * true_positives, 2 * true_positives + false_positives + false_negatives); }
  double accuracy() const {
    const double right = true_positives + true_negatives;
    return ratio(right, right + false_positives + false_negatives);
  }
  // ∞ where no background is kept; NaN where there is none.
  double rejection() const;
  // S/√(S+B), S and B the weights kept: by how many standard deviations of a counting experiment the signal stands out.
  // 0, its limit, where nothing is kept.
  double significance() const;

  auto state() const { return std::tie(true_positives, false_negatives, false_positives, true_negatives); }

 private:
  static double ratio(double part, double whole) { return whole > 0 ? part / whole : NAN; }
};

// truth  n labels 0 or 1;  score  n values;  weights  n values ≥ 0, or none
WorkingPoint working_point(std::span<const std::int32_t> truth, std::span<const double> score, double threshold,
                           std::span<const double> weights = {});

// Point k of a ROC curve, k in [0, points), where the classes weigh so much in all.
WorkingPoint working_point(const RocCurve& curve, std::size_t k, double signal, double background);

// The point of largest significance; point 0, which keeps nothing, if there is no signal.
struct BestCut {
  std::size_t point = 0;
  double significance = 0;

  auto state() const { return std::tie(point, significance); }
};
BestCut most_significant_cut(const RocCurve& curve, double signal, double background);

}  // namespace lectern::metrics
