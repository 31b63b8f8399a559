#include "core/ml/metrics/bias_variance.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/math/sums.h"

namespace lectern::metrics {

BiasVariance::BiasVariance(std::vector<double> truth, std::vector<double> weights)
    : truth_(std::move(truth)), weights_(std::move(weights)), mean_(truth_.size(), 0.0), m2_(truth_.size(), 0.0) {
  if (weights_.empty()) weights_.assign(truth_.size(), 1.0);
  const double total = math::sum(weights_);
  for (double& weight : weights_) weight /= total;
}

// Welford's update at each place.
void BiasVariance::add(std::span<const double> predictions) {
  ++replicas_;
  for (std::size_t g = 0; g < truth_.size(); ++g) {
    const double before = predictions[g] - mean_[g];
    mean_[g] += before / replicas_;
    m2_[g] += before * (predictions[g] - mean_[g]);
  }
}

double BiasVariance::variance_at(std::size_t place) const { return replicas_ < 2 ? NAN : m2_[place] / (replicas_ - 1); }

BiasVariance::Parts BiasVariance::parts() const {
  Parts parts;
  if (replicas_ < 2) return {NAN, NAN, NAN};
  for (std::size_t g = 0; g < truth_.size(); ++g) {
    const double bias = mean_[g] - truth_[g], variance = variance_at(g);
    parts.bias_squared += weights_[g] * (bias * bias - variance / replicas_);
    parts.variance += weights_[g] * variance;
  }
  const double per_pair = 2 * parts.variance / (replicas_ - 1);
  parts.bias_squared_error = std::sqrt((4 * std::max(parts.bias_squared, 0.0) + per_pair) * parts.variance / replicas_);
  return parts;
}

}  // namespace lectern::metrics
