#include "core/ml/generative/flow_metropolis.h"

#include <algorithm>
#include <cstddef>
#include <limits>

#include "core/math/elementary.h"

namespace lectern::generative {

double acceptance_probability(double proposed_log_weight, double current_log_weight) {
  const double difference = proposed_log_weight - current_log_weight;
  return difference >= 0 ? 1 : math::exp(difference);
}

double independence_metropolis(double start_log_weight, std::span<const double> log_weights, std::span<const double> u,
                               std::span<double> probabilities, std::span<int> places) {
  double current = start_log_weight;
  int place = -1;
  std::size_t accepted = 0;
  for (std::size_t k = 0; k < log_weights.size(); ++k) {
    probabilities[k] = acceptance_probability(log_weights[k], current);
    if (u[k] < probabilities[k]) {
      current = log_weights[k];
      place = static_cast<int>(k);
      ++accepted;
    }
    places[k] = place;
  }
  return log_weights.empty() ? 0 : static_cast<double>(accepted) / static_cast<double>(log_weights.size());
}

ImportanceSums importance_sums(std::span<const double> log_weights) {
  if (log_weights.empty()) return {0, std::numeric_limits<double>::quiet_NaN()};
  const double largest = *std::max_element(log_weights.begin(), log_weights.end());
  double sum = 0, squares = 0;
  for (const double log_weight : log_weights) {
    const double weight = math::exp(log_weight - largest);
    sum += weight;
    squares += weight * weight;
  }
  return {sum * sum / squares, largest + math::log(sum / static_cast<double>(log_weights.size()))};
}

double importance_mean(std::span<const double> log_weights, std::span<const double> f) {
  if (log_weights.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double largest = *std::max_element(log_weights.begin(), log_weights.end());
  double sum = 0, weighted = 0;
  for (std::size_t i = 0; i < log_weights.size(); ++i) {
    const double weight = math::exp(log_weights[i] - largest);
    sum += weight;
    weighted += weight * f[i];
  }
  return weighted / sum;
}

}  // namespace lectern::generative
