#include "core/experiments/polynomial-regression/typical_error.h"

#include <limits>

namespace lectern {

void TypicalError::add(const linear::Polynomial& fit, const CurveSample& sample) {
  if (sample.size() > 0) add(mean_squared_error(fit, sample));
}

double TypicalError::value() const { return is_known() ? above(0) : std::numeric_limits<double>::quiet_NaN(); }

void TypicalErrors::add(const linear::Polynomial& fit, const CurveParts& parts, const ExpectedError& expected,
                        const ExpectedError& expected_beyond) {
  training.add(fit, parts.training);
  if (expected_beyond.is_known()) beyond.add(expected_beyond(fit));
  if (expected.is_known())
    validation.add(expected(fit));
  else
    validation.add(fit, parts.validation);
}

// The mean of logarithms returns the least error only up to rounding.
bool is_rounding(double error) { return error <= 1.01 * TypicalError::kLeast; }

std::string error_in_words(double error) { return is_rounding(error) ? "< 10⁻¹²" : number_in_words(error, 3); }

int place_of_least(std::span<const TypicalErrors> errors, TypicalError TypicalErrors::*kind) {
  int best = -1;
  double least = 0;
  for (std::size_t i = 0; i < errors.size(); ++i) {
    const TypicalError& error = errors[i].*kind;
    if (!error.is_known() || (best >= 0 && !(error.value() < least))) continue;
    best = static_cast<int>(i);
    least = error.value();
  }
  return best;
}

}  // namespace lectern
