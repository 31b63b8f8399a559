#include "core/ml/decisions/bandit.h"

#include <cmath>

#include "core/math/elementary.h"

namespace lectern::decisions {

void ArmEstimates::learn(int arm, double reward, double step_size) {
  const auto i = static_cast<std::size_t>(arm);
  ++counts[i];
  values[i] += (step_size > 0 ? step_size : 1.0 / counts[i]) * (reward - values[i]);
}

double upper_confidence_bound(const ArmEstimates& estimates, int arm, double c, long pulls) {
  const auto i = static_cast<std::size_t>(arm);
  return estimates.values[i] + c * std::sqrt(math::log(static_cast<double>(pulls)) / estimates.counts[i]);
}

int upper_confidence_arm(const ArmEstimates& estimates, double c, long pulls) {
  int best = 0;
  double highest = 0;
  for (int arm = 0; arm < static_cast<int>(estimates.counts.size()); ++arm) {
    if (estimates.counts[static_cast<std::size_t>(arm)] == 0) return arm;
    const double bound = upper_confidence_bound(estimates, arm, c, pulls);
    if (arm == 0 || bound > highest) {
      best = arm;
      highest = bound;
    }
  }
  return best;
}

}  // namespace lectern::decisions
