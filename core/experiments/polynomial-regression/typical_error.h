#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <tuple>

#include "core/experiments/polynomial-regression/expected_error.h"
#include "core/math/elementary.h"
#include "core/math/running_moments.h"
#include "core/ml/linear/polynomial.h"
#include "core/parts/curve_data.h"
#include "core/parts/estimates.h"

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
  // NaN while nothing is known.
  double value() const;
  Estimate at(double x) const { return {x, above(0), above(-2), above(2)}; }
  auto state() const { return std::tie(logs_); }

 private:
  double above(double standard_errors) const {
    return math::exp(logs_.mean() + standard_errors * logs_.standard_error());
  }

  math::RunningMoments logs_;
};

// On the points learned from, on others of the same kind, and beyond the data.
struct TypicalErrors {
  TypicalError training, validation, beyond;

  // One replica more: its fit, judged by the law where that is known and else by the points held out. `expected` and
  // `expected_beyond` are its expected errors among the data and beyond them.
  void add(const linear::Polynomial& fit, const CurveParts& parts, const ExpectedError& expected,
           const ExpectedError& expected_beyond);
  auto state() const { return std::tie(training, validation, beyond); }
};

// Errors at or below kLeast are rounding and are told apart no further.
bool is_rounding(double error);
// "0.0213"; "< 10⁻¹²"; "–" for what is not known (NaN).
std::string error_in_words(double error);

// Place of the least known error of a kind, the first of equals; −1: none is known.
int place_of_least(std::span<const TypicalErrors> errors, TypicalError TypicalErrors::*kind);

}  // namespace lectern
