#pragma once

#include <cstdint>
#include <span>

#include "core/math/matrix.h"

// Q-learning with a network in place of the table.
// Sources: Mnih et al., Human-level control through deep reinforcement learning, Nature 518 (2015) 529; van Hasselt,
// Guez, Silver, Deep reinforcement learning with double Q-learning (AAAI 2016).
namespace lectern::decisions {

// target_i = reward_i + γ (1 − done_i) n_i. n_i is the largest of the target network's values in the next state; where
// Q_next has rows, the target network's value of the action that Q_next prefers (double Q-learning).
// reward, done, target  n;  Q_next_target, Q_next  n × k, the latter without rows: not wanted
template <typename T>
void q_targets(std::span<const double> reward, std::span<const std::int32_t> done, ConstMatrixView<T> Q_next_target,
               ConstMatrixView<T> Q_next, double gamma, std::span<double> target);

// Mean over i of f(Q(i, action_i) − target_i); f(d) = d², or Huber's d²/2 where |d| ≤ 1, else |d| − ½.
// Targets are constants.
// Q  n × k;  d_Q  n × k, overwritten with ∂loss/∂Q: zero but for the actions taken
template <typename T>
double q_loss(ConstMatrixView<T> Q, std::span<const std::int32_t> actions, std::span<const double> target, bool huber,
              MatrixView<T> d_Q);

}  // namespace lectern::decisions
