#pragma once

#include <algorithm>
#include <span>
#include <string>

#include "core/lab/describe/estimates.h"
#include "core/math/elementary.h"
#include "core/math/running_moments.h"
#include "core/ml/linear/polynomial.h"
#include "core/parts/curve_data.h"
#include "core/parts/expected_error.h"

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

// On the points learned from, on others of the same kind, and beyond the data.
struct TypicalErrors {
  TypicalError training, validation, beyond;

  // One replica more: its fit, judged by the law where that is known and else by the points kept back. `expected` and
  // `expected_beyond` are what it has to expect among the data and beyond them.
  void add(const linear::Polynomial& fit, const CurveParts& parts, const ExpectedError& expected,
           const ExpectedError& expected_beyond);
  void hash(StateHasher& hasher) const {
    training.hash(hasher);
    validation.hash(hasher);
    beyond.hash(hasher);
  }
};

// (1/n) Σ (y − f(x))²; 0 without points.
double mean_squared_error(const linear::Polynomial& fit, const CurveSample& sample);

// Overwrites a cell of a table with an error, or appends a line "label = error" to a Text. Errors at or below kLeast
// are rounding and are told apart no further: "< 1e-12".
void write_error(std::string& cell, double error);
void add_error(Text& text, const char* label, double error);

// Place of the least known error of a kind, the first of equals; −1: none is known.
int place_of_least(std::span<const TypicalErrors> errors, TypicalError TypicalErrors::*kind);

}  // namespace lectern
