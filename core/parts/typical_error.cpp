#include "core/parts/typical_error.h"

#include <vector>

#include "core/ml/metrics/regression.h"

namespace lectern {

void TypicalError::add(const linear::Polynomial& fit, const CurveSample& sample) {
  if (sample.size() > 0) add(mean_squared_error(fit, sample));
}

double mean_squared_error(const linear::Polynomial& fit, const CurveSample& sample) {
  if (sample.size() == 0) return 0;
  std::vector<double> predicted;
  for (const double x : sample.x) predicted.push_back(fit.value(x));
  return metrics::regression_scores(sample.y, predicted).mse;
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
