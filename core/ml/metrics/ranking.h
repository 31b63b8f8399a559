#pragma once

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

namespace lectern::metrics {

// How well a score separates two classes, over all thresholds. What needs a class that has no weight is NaN.
struct RocCurve {
  std::vector<double> false_positive_rate;  // m + 1 values, from 0 to 1
  std::vector<double> true_positive_rate;   // m + 1 values, from 0 to 1
  std::vector<double> thresholds;           // m distinct scores, descending; point k + 1 is score ≥ thresholds[k]
  double area = 0;                          // under the curve by trapezoids, so ties count half
  double average_precision = 0;             // Σ_k (R_k - R_{k-1}) P_k, no interpolation

  auto state() const { return std::tie(false_positive_rate, true_positive_rate, thresholds, area, average_precision); }
};

// The ROC curve of scores for class 1 against class 0. The rates of a class without weight do not exist (NaN), and so
// neither does the area; average precision needs class 1 alone.
// truth  n labels 0 or 1;  score  n finite values;  weights  n values ≥ 0, or none
// Source: Fawcett, An introduction to ROC analysis (2006), algorithms 1 and 3.
RocCurve roc_curve(std::span<const std::int32_t> truth, std::span<const double> score,
                   std::span<const double> weights = {});

}  // namespace lectern::metrics
