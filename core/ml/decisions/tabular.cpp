#include "core/ml/decisions/tabular.h"

#include <algorithm>

namespace lectern::decisions {
namespace {

double move_towards(MatrixView<double> Q, const Transition& seen, double alpha, double gamma, double next_value) {
  double& value = Q(seen.state, seen.action);
  const double error = seen.reward + gamma * (seen.done ? 0 : next_value) - value;
  value += alpha * error;
  return error;
}

}  // namespace

double q_learning_update(MatrixView<double> Q, const Transition& seen, double alpha, double gamma) {
  const double* next = Q.row(seen.next_state);
  return move_towards(Q, seen, alpha, gamma, *std::max_element(next, next + Q.cols));
}

double sarsa_update(MatrixView<double> Q, const Transition& seen, int next_action, double alpha, double gamma) {
  return move_towards(Q, seen, alpha, gamma, Q(seen.next_state, next_action));
}

int greedy_action(std::span<const double> values) {
  return static_cast<int>(std::max_element(values.begin(), values.end()) - values.begin());
}

int greedy_action(std::span<const double> values, Rng& rng) {
  const double best = *std::max_element(values.begin(), values.end());
  const auto equals = static_cast<std::uint32_t>(std::count(values.begin(), values.end(), best));
  std::uint32_t skip = equals > 1 ? rng.below(equals) : 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (values[i] == best && skip-- == 0) return static_cast<int>(i);
  return 0;  // there are values that are not numbers
}

int epsilon_greedy(std::span<const double> values, double epsilon, Rng& rng) {
  if (rng.uniform() < epsilon) return static_cast<int>(rng.below(static_cast<std::uint32_t>(values.size())));
  return greedy_action(values, rng);
}

}  // namespace lectern::decisions
