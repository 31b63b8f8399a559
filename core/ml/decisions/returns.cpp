#include "core/ml/decisions/returns.h"

#include <cmath>

namespace lectern::decisions {

void discounted_returns(std::span<const double> reward, std::span<const std::int32_t> done, double gamma,
                        double last_value, std::span<double> G) {
  double later = last_value;
  for (std::size_t t = reward.size(); t-- > 0;) {
    if (done[t] != 0) later = 0;
    later = reward[t] + gamma * later;
    G[t] = later;
  }
}

void normalise(std::span<double> x, double epsilon) {
  if (x.empty()) return;
  const double n = static_cast<double>(x.size());
  double mean = 0, square = 0;
  for (const double value : x) mean += value;
  mean /= n;
  for (const double value : x) square += (value - mean) * (value - mean);
  const double scale = std::sqrt(square / n) + epsilon;
  for (double& value : x) value = (value - mean) / scale;
}

void generalised_advantages(std::span<const double> reward, std::span<const double> value,
                            std::span<const std::int32_t> done, double last_value, double gamma, double lambda,
                            std::span<double> error, std::span<double> advantage) {
  double next_value = last_value, later = 0;
  for (std::size_t t = reward.size(); t-- > 0;) {
    if (done[t] != 0) next_value = later = 0;
    error[t] = reward[t] + gamma * next_value - value[t];
    later = error[t] + gamma * lambda * later;
    advantage[t] = later;
    next_value = value[t];
  }
}

}  // namespace lectern::decisions
