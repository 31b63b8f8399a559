#pragma once

#include <span>
#include <vector>

#include "core/math/running_moments.h"
#include "core/math/state_hasher.h"

namespace lectern::metrics {

// What squared error is made of, measured on replicas of the training set. With y = f(x) + noise of variance σ² and
// a fit f̂ that depends on the replica, f̄ its mean over replicas:
//   E (y − f̂)² = (f̄ − f)² + E (f̂ − f̄)² + σ²     bias² + variance + noise, each averaged over places x
// Source: Geman, Bienenstock, Doursat, Neural Computation 4 (1992) 1.
class BiasVariance {
 public:
  // truth  G  f at the places looked at
  explicit BiasVariance(std::vector<double> truth);

  // One replica more.   predictions  G  of its fit at those places
  void add(std::span<const double> predictions);

  int replicas() const { return replicas_; }
  std::span<const double> mean() const { return mean_; }    // G  f̄; 0 before the first replica
  double variance_at(std::size_t place) const;              // of f̂ over replicas, without bias; 0 for fewer than two

  // Means over the places, both without statistical bias: bias² is the mean of (f̄ − f)² minus what the scatter of f̄
  // itself, variance/R, adds to it, so that it may fall below 0 by chance. Their sum is exactly the mean over
  // replicas of (f̂ − f)². 0 and 0 for fewer than two replicas.
  struct Parts {
    double bias_squared = 0;
    double variance = 0;
  };
  Parts parts() const;

  void hash(StateHasher& hasher) const;

 private:
  int replicas_ = 0;
  std::vector<double> truth_, mean_, m2_;  // G
};

}  // namespace lectern::metrics
