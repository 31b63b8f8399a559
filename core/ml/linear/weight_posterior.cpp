#include "core/ml/linear/weight_posterior.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/math/elementary.h"
#include "core/ml/linear/centring.h"

namespace lectern::linear {

double WeightPosterior::penalty(double w) const {
  return lambda * (l1_ratio * std::fabs(w) + 0.5 * (1 - l1_ratio) * w * w);
}

double WeightPosterior::likelihood(double w) const { return math::exp(-sharpness * cost(w)); }

double WeightPosterior::prior(double w) const { return math::exp(-sharpness * penalty(w)); }

double WeightPosterior::posterior(double w) const {
  const double best = map();
  return math::exp(sharpness * (cost(best) + penalty(best) - cost(w) - penalty(w)));
}

double WeightPosterior::map() const {
  const double pull = curvature * most_likely, threshold = lambda * l1_ratio;
  const double stiffness = curvature + lambda * (1 - l1_ratio);
  if (!(std::fabs(pull) > threshold) || !(stiffness > 0)) return 0;
  return (pull > 0 ? pull - threshold : pull + threshold) / stiffness;
}

double WeightPosterior::prior_deviation() const {
  const double strength = sharpness * lambda;
  if (!(strength > 0)) return std::numeric_limits<double>::infinity();
  return l1_ratio < 1 ? 1 / std::sqrt(strength * (1 - l1_ratio)) : std::sqrt(2.0) / strength;
}

WeightPosterior weight_posterior(ConstMatrixView<double> X, std::span<const double> y, const LinearModel& model,
                                 std::size_t weight, Penalty penalty, double lambda, double l1_ratio, double variance) {
  const CentredData data(X, y, true);
  double squares = 0, product = 0;
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    const double* row = data.X.row(i);
    double rest = data.y[static_cast<std::size_t>(i)];
    for (std::size_t k = 0; k < model.coefficients.size(); ++k)
      if (k != weight) rest -= row[k] * model.coefficients[k];
    squares += row[weight] * row[weight];
    product += row[weight] * rest;
  }
  const auto n = static_cast<double>(std::max<std::ptrdiff_t>(X.rows, 1));
  WeightPosterior result;
  result.curvature = squares / n;
  result.most_likely = squares > 0 ? product / squares : 0;
  result.lambda = lambda;
  result.l1_ratio = penalty == Penalty::ridge ? 0 : penalty == Penalty::lasso ? 1 : l1_ratio;
  result.sharpness = n / variance;
  return result;
}

}  // namespace lectern::linear
