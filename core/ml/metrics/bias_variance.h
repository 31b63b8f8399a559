#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/math/running_moments.h"
#include "core/math/state.h"

namespace lectern::metrics {

// What squared error is made of, measured on replicas of the training set. With y = f(x) + noise of variance σ² and
// a fit f̂ that depends on the replica, f̄ its mean over replicas:
//   E (y − f̂)² = (f̄ − f)² + E (f̂ − f̄)² + σ²     bias² + variance + noise, each averaged over places x
// With the nodes and weights of a rule of integration for places, the averages are those over an interval.
// Source: Geman, Bienenstock, Doursat, Neural Computation 4 (1992) 1.
class BiasVariance {
 public:
  // truth    G  f at the places looked at
  // weights  G  how much each place counts, of positive sum; none: all count the same
  explicit BiasVariance(std::vector<double> truth, std::vector<double> weights = {});

  // One replica more.   predictions  G  of its fit at those places
  void add(std::span<const double> predictions);

  int replicas() const { return replicas_; }
  std::span<const double> mean() const { return mean_; }  // G  f̄; 0 before the first replica
  double variance_at(std::size_t place) const;            // of f̂ over replicas, without bias; NaN for fewer than two

  // Means over the places, both without statistical bias: bias² is the mean of (f̄ − f)² minus what the scatter of f̄
  // itself, variance/R, adds to it, so that it may fall below 0 by chance. Their sum is exactly the mean over
  // replicas of (f̂ − f)². All NaN for fewer than two replicas.
  // bias_squared_error: the standard error of bias² is at most about this. The estimate is the mean of
  // Σ_g w_g (f̂_r − f)(f̂_s − f) over all pairs r ≠ s, whose variance is, with b = E f̂ − f and C the covariance of f̂,
  //   4/R Σ_gh w_g w_h b_g C_gh b_h + 2/(R(R − 1)) Σ_gh w_g w_h C_gh²;
  // with |C_gh|² ≤ C_gg C_hh this is at most 4/R bias² variance + 2/(R(R − 1)) variance². It is nearly so large where
  // all places move together, as where one steep end makes most of the variance.
  // Source: Hoeffding, Annals of Mathematical Statistics 19 (1948) 293: the variance of such means over pairs.
  struct Parts {
    double bias_squared = 0;
    double variance = 0;
    double bias_squared_error = 0;
  };
  Parts parts() const;

  auto state() const { return std::tuple(std::tie(replicas_, mean_, m2_), unhashed(truth_), unhashed(weights_)); }

 private:
  int replicas_ = 0;
  std::vector<double> truth_, weights_, mean_, m2_;  // G; the weights add up to 1
};

}  // namespace lectern::metrics
