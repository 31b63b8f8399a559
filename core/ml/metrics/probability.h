#pragma once

#include <cstdint>
#include <span>

#include "core/math/matrix.h"

namespace lectern::metrics {

// How well predicted probabilities fit what happened.
struct LogLoss {
  double mean = 0;  // by weight; NaN without any
  double sum = 0;   // weighted
};

// Logarithmic loss -log p(true class), natural logarithm. Probabilities are cut to
// [epsilon, 1 - epsilon], then each row is divided by its sum.
// truth  n labels in [0, K);  P  n × K probabilities;  weights  n values or none
// Source: Good, Rational Decisions (1952).
LogLoss log_loss(std::span<const std::int32_t> truth, ConstMatrixView<double> P, double epsilon,
                 std::span<const double> weights = {});

// The same for two classes, from the probability of class 1.   p  n values
LogLoss binary_log_loss(std::span<const std::int32_t> truth, std::span<const double> p, double epsilon,
                        std::span<const double> weights = {});

// Weighted mean of (p - y)² for the probability p of class 1; NaN without weight.
// Source: Brier, Verification of forecasts expressed in terms of probability (1950).
double brier_score(std::span<const std::int32_t> truth, std::span<const double> p,
                   std::span<const double> weights = {});

}  // namespace lectern::metrics
