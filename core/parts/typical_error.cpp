#include "core/parts/typical_error.h"

#include <vector>

#include "core/lab/describe/text.h"
#include "core/ml/metrics/regression.h"

namespace lectern {
namespace {

// The mean of logarithms returns the least error only up to rounding.
bool is_rounding(double error) { return !(error > 1.01 * TypicalError::kLeast); }

}  // namespace

void TypicalError::add(const linear::Polynomial& fit, const CurveSample& sample) {
  if (sample.size() > 0) add(mean_squared_error(fit, sample));
}

void TypicalErrors::add(const linear::Polynomial& fit, const CurveParts& parts, const ExpectedError& expected,
                        const ExpectedError& expected_beyond) {
  training.add(fit, parts.training);
  if (expected_beyond.is_known()) beyond.add(expected_beyond(fit));
  if (expected.is_known())
    validation.add(expected(fit));
  else
    validation.add(fit, parts.validation);
}

double mean_squared_error(const linear::Polynomial& fit, const CurveSample& sample) {
  if (sample.size() == 0) return 0;
  std::vector<double> predicted;
  for (const double x : sample.x) predicted.push_back(fit.value(x));
  return metrics::regression_scores(sample.y, predicted).mse;
}

void write_error(std::string& cell, double error) {
  if (is_rounding(error))
    cell.assign("< 1e-12");
  else
    write_number(cell, "%.3g", error);
}

void add_error(Text& text, const char* label, double error) {
  if (!is_rounding(error)) return add_value(text, label, error);
  add_line(text, TextStyle::value, label);
  text.lines[text.lines.size() - 1].text.append(" < 1e-12");
}

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
