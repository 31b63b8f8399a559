#pragma once

#include <cstdint>
#include <span>

#include "core/math/matrix.h"

namespace lectern::metrics {

// The mean cross-entropy of softmax(logits / T), and its derivative by T.
struct TemperedLoss {
  double loss = 0;
  double d_temperature = 0;
};
// logits  n × k, n ≥ 1;  y  n labels in [0, k);  temperature > 0
TemperedLoss tempered_loss(ConstMatrixView<double> logits, std::span<const std::int32_t> y, double temperature);

// The T > 0 of least mean cross-entropy on held-out examples: one number that makes a classifier's confidence honest
// without changing any decision. T > 1 where it was too confident. The loss is convex in 1/T: Newton's method between
// bounds that a sign of the derivative moves. Where the optimum is at an end, as when no example is wrong, T is
// 10⁻³ or 10³.
// Source: Guo et al., On Calibration of Modern Neural Networks (ICML 2017), §4.2.
double fitted_temperature(ConstMatrixView<double> logits, std::span<const std::int32_t> y);

// softmax(logits / T).   P  n × k, overwritten; may be the logits
void tempered_probabilities(ConstMatrixView<double> logits, double temperature, MatrixView<double> P);

}  // namespace lectern::metrics
