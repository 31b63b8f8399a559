#include "core/ml/optimise/expected_improvement.h"

#include <algorithm>

#include "core/math/elementary.h"

namespace lectern::optimise {
namespace {

constexpr double kInverseSqrt2 = 0.70710678118654752, kInverseSqrtTwoPi = 0.39894228040143268;

double normal_density(double z) { return kInverseSqrtTwoPi * math::exp(-0.5 * z * z); }

}  // namespace

// In the tail Laplace's continued fraction Φ(−x) = φ(x) / (x + 1/(x + 2/(x + 3/…))), as 1 + erf loses all digits.
double normal_distribution(double z) {
  constexpr double kTail = -3;
  constexpr int kTerms = 80;
  if (z > kTail) return 0.5 * (1 + math::erf(kInverseSqrt2 * z));
  double fraction = -z;
  for (int k = kTerms; k > 0; --k) fraction = -z + k / fraction;
  return normal_density(z) / fraction;
}

Improvement improvement(const ImprovementGoal& goal, double mean, double deviation) {
  const double sign = goal.minimises ? -1 : 1;
  const double d = sign * (mean - goal.best) - goal.xi;
  Improvement found;
  found.confidence_bound = mean + sign * goal.kappa * deviation;
  if (!(deviation > 0)) {
    found.expected = std::max(d, 0.0);
    found.probability = d > 0 ? 1 : 0;
    found.d_mean = sign * found.probability;
    return found;
  }
  found.z = d / deviation;
  found.probability = normal_distribution(found.z);
  found.d_deviation = normal_density(found.z);
  found.expected = d * found.probability + deviation * found.d_deviation;
  found.d_mean = sign * found.probability;
  return found;
}

}  // namespace lectern::optimise
