#pragma once

#include <algorithm>
#include <span>

#include "core/lab/describe/estimates.h"
#include "core/math/elementary.h"
#include "core/math/running_moments.h"
#include "core/ml/linear/polynomial.h"
#include "core/parts/curve_data.h"

namespace lectern {

// The geometric mean of errors over replicas of the data: typical, because one wild fit does not hide all others.
// Errors outside [kLeast, kLargest] count as these.
class TypicalError {
 public:
  static constexpr double kLeast = 1e-12, kLargest = 1e12;

  void add(double error) { logs_.add(math::log(std::clamp(error, kLeast, kLargest))); }
  // Adds the mean squared error of a fit on a sample, if that has points.
  void add(const linear::Polynomial& fit, const CurveSample& sample);

  bool is_known() const { return logs_.count() > 0; }
  double value(double standard_errors_above = 0) const {
    return math::exp(logs_.mean() + standard_errors_above * logs_.standard_error());
  }
  Estimate at(double x) const { return {x, value(), value(-2), value(2)}; }
  void hash(StateHasher& hasher) const { logs_.hash(hasher); }

 private:
  math::RunningMoments logs_;
};

// On the points learned from, on those kept back, and beyond the data.
struct TypicalErrors {
  TypicalError training, validation, beyond;

  void add(const linear::Polynomial& fit, const CurveParts& parts, const CurveSample& sample_beyond) {
    training.add(fit, parts.training);
    validation.add(fit, parts.validation);
    beyond.add(fit, sample_beyond);
  }
  void hash(StateHasher& hasher) const {
    training.hash(hasher);
    validation.hash(hasher);
    beyond.hash(hasher);
  }
};

// (1/n) Σ (y − f(x))²; 0 without points.
double mean_squared_error(const linear::Polynomial& fit, const CurveSample& sample);

// Place of the least known error of a kind, the first of equals; −1: none is known.
int place_of_least(std::span<const TypicalErrors> errors, TypicalError TypicalErrors::*kind);

}  // namespace lectern
