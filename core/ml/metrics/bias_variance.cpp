#include "core/ml/metrics/bias_variance.h"

#include <utility>

namespace lectern::metrics {

BiasVariance::BiasVariance(std::vector<double> truth)
    : truth_(std::move(truth)), mean_(truth_.size(), 0.0), m2_(truth_.size(), 0.0) {}

// Welford's update at each place.
void BiasVariance::add(std::span<const double> predictions) {
  ++replicas_;
  for (std::size_t g = 0; g < truth_.size(); ++g) {
    const double before = predictions[g] - mean_[g];
    mean_[g] += before / replicas_;
    m2_[g] += before * (predictions[g] - mean_[g]);
  }
}

double BiasVariance::variance_at(std::size_t place) const {
  return replicas_ < 2 ? 0.0 : m2_[place] / (replicas_ - 1);
}

BiasVariance::Parts BiasVariance::parts() const {
  Parts parts;
  if (replicas_ < 2) return parts;
  for (std::size_t g = 0; g < truth_.size(); ++g) {
    const double bias = mean_[g] - truth_[g], variance = variance_at(g);
    parts.bias_squared += bias * bias - variance / replicas_;
    parts.variance += variance;
  }
  parts.bias_squared /= static_cast<double>(truth_.size());
  parts.variance /= static_cast<double>(truth_.size());
  return parts;
}

void BiasVariance::hash(StateHasher& hasher) const {
  hasher.add(replicas_);
  hasher.add(std::span<const double>(mean_));
  hasher.add(std::span<const double>(m2_));
}

}  // namespace lectern::metrics
