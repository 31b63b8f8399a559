#pragma once

#include <span>

#include "core/math/matrix.h"
#include "core/math/rng.h"

// Learning a table of action values Q(s, a) from what happened, without knowing the law behind it.
// Sources: Watkins, Dayan, Q-learning, Machine Learning 8 (1992) 279; Rummery, Niranjan, On-line Q-learning using
// connectionist systems (1994), for SARSA; Sutton, Barto, Reinforcement Learning (2nd ed., 2018), ch. 6.
namespace lectern::decisions {

struct Transition {
  int state = 0, action = 0;
  double reward = 0;
  int next_state = 0;
  bool done = false;  // the episode ended here: what would follow is worth nothing
};

// Q(s, a) += α e, e = r + γ max_a' Q(s', a') − Q(s, a); gives e. The maximum is 0 where the episode ended.
// Q  states × actions, updated
double q_learning_update(MatrixView<double> Q, const Transition& seen, double alpha, double gamma);

// The same with the action that is really taken next in place of the best: e = r + γ Q(s', a') − Q(s, a).
double sarsa_update(MatrixView<double> Q, const Transition& seen, int next_action, double alpha, double gamma);

// The action of the largest value; of equals the first, or one drawn with equal chances. Any action where values are
// not numbers.
int greedy_action(std::span<const double> values);
int greedy_action(std::span<const double> values, Rng& rng);

// With probability ε any action, all alike; else the greedy one, of equals one drawn.
int epsilon_greedy(std::span<const double> values, double epsilon, Rng& rng);

}  // namespace lectern::decisions
