#include "core/experiments/polynomial-regression/expected_error.h"

#include <utility>

#include "core/math/quadrature.h"

namespace lectern {

ExpectedError::ExpectedError(const CurveProblem& problem, Range window) : noise_(problem.noise_variance()) {
  constexpr int kPlaces = 64;
  if (!problem.law || !(window.high > window.low)) return;
  math::Quadrature rule = math::gauss_legendre(kPlaces, window.low, window.high);
  places_ = std::move(rule.nodes);
  weights_ = std::move(rule.weights);
  for (std::size_t i = 0; i < places_.size(); ++i) {
    weights_[i] /= window.high - window.low;
    truth_.push_back(problem.law->value(places_[i]));
  }
}

double ExpectedError::operator()(const linear::Polynomial& fit) const {
  if (!is_known()) return 0;
  double distance = 0;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const double difference = fit.value(places_[i]) - truth_[i];
    distance += weights_[i] * difference * difference;
  }
  return noise_ + distance;
}

}  // namespace lectern
