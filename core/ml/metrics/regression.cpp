#include "core/ml/metrics/regression.h"

#include <algorithm>
#include <cmath>

namespace lectern::metrics {
namespace {

// Weighted mean of value(i) over n samples.
template <typename Value>
double weighted_mean(std::size_t n, std::span<const double> weights, Value value) {
  double sum = 0, total = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double w = weights.empty() ? 1 : weights[i];
    sum += w * value(i);
    total += w;
  }
  return total > 0 ? sum / total : NAN;
}

double share_explained(double unexplained, double all) { return all > 0 ? 1 - unexplained / all : NAN; }

}  // namespace

RegressionScores regression_scores(std::span<const double> y, std::span<const double> p,
                                   std::span<const double> weights) {
  const std::size_t n = y.size();
  const auto mean = [&](auto value) { return weighted_mean(n, weights, value); };
  const auto square = [](double v) { return v * v; };
  const double mean_y = mean([&](std::size_t i) { return y[i]; });
  const double mean_miss = mean([&](std::size_t i) { return y[i] - p[i]; });
  const double variance = mean([&](std::size_t i) { return square(y[i] - mean_y); });
  RegressionScores scores;
  scores.mse = mean([&](std::size_t i) { return square(y[i] - p[i]); });
  scores.rmse = std::sqrt(scores.mse);
  scores.mae = mean([&](std::size_t i) { return std::fabs(y[i] - p[i]); });
  scores.r2 = share_explained(scores.mse, variance);
  scores.explained_variance =
      share_explained(mean([&](std::size_t i) { return square(y[i] - p[i] - mean_miss); }), variance);
  if (n == 0) scores.max_error = NAN;
  for (std::size_t i = 0; i < n; ++i) scores.max_error = std::max(scores.max_error, std::fabs(y[i] - p[i]));
  return scores;
}

}  // namespace lectern::metrics
