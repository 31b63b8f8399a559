#pragma once

#include <cmath>
#include <cstdint>
#include <tuple>

#include "core/math/state.h"

namespace lectern::math {

// Mean and variance of numbers that come one by one.
//   mean ← mean + (x − mean)/n;   m2 ← m2 + (x − mean before)(x − mean after)
// Source: Welford, Technometrics 4 (1962) 419. Stability: no difference of large sums is taken.
class RunningMoments {
 public:
  void add(double x) {
    ++count_;
    const double before = x - mean_;
    mean_ += before / static_cast<double>(count_);
    m2_ += before * (x - mean_);
  }

  std::int64_t count() const { return count_; }
  double mean() const { return mean_; }  // 0 before the first number

  // Σ (x − mean)² / (n − 1), without bias; 0 for fewer than two numbers.
  double variance() const { return count_ < 2 ? 0.0 : m2_ / static_cast<double>(count_ - 1); }
  // √(variance/n), of the mean as an estimate of the expectation; 0 for fewer than two numbers.
  double standard_error() const { return count_ < 2 ? 0.0 : std::sqrt(variance() / static_cast<double>(count_)); }

  auto state() const { return std::tie(count_, mean_, m2_); }

 private:
  std::int64_t count_ = 0;
  double mean_ = 0;
  double m2_ = 0;
};

}  // namespace lectern::math
