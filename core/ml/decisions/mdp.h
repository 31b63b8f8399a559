#pragma once

#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"

// Markov decision processes whose law is known: planning by dynamic programming. γ in [0, 1] is the discount.
// Sources: Bellman, Dynamic Programming (1957); Sutton, Barto, Reinforcement Learning (2nd ed., 2018), ch. 3, 4.
namespace lectern::decisions {

// What each action does in each state.
struct Mdp {
  int states = 0, actions = 0;
  std::vector<double> P;  // states × actions × states: P(s' | s, a)
  Matrix<double> R;       // states × actions: the mean reward of a in s

  // Probabilities of the next state, one each.
  std::span<const double> next(int state, int action) const {
    const auto n = static_cast<std::size_t>(states);
    return {P.data() + static_cast<std::size_t>(state * actions + action) * n, n};
  }
  std::span<double> next(int state, int action) {
    const auto n = static_cast<std::size_t>(states);
    return {P.data() + static_cast<std::size_t>(state * actions + action) * n, n};
  }
  auto state() const { return std::tie(P, R); }
};
// All probabilities and rewards zero.
Mdp make_mdp(int states, int actions);

// Q(s, a) = R(s, a) + γ Σ_s' P(s' | s, a) V(s'), summed over s' in ascending order.
// V  states;  Q  states × actions, overwritten
void action_values(const Mdp& mdp, double gamma, std::span<const double> V, MatrixView<double> Q);

// One synchronous sweep of value iteration: V(s) = max_a Q(s, a), the right side from `V`; gives the largest change.
// V  states, overwritten;  Q  states × actions, overwritten with the values that the sweep compared
double value_sweep(const Mdp& mdp, double gamma, std::span<double> V, MatrixView<double> Q);

// Sweeps until none changes a value by `tolerance` or more, or there were `most` of them; gives their number.
// V  states, the start, overwritten;  Q  states × actions, overwritten with the action values of the last V
int value_iteration(const Mdp& mdp, double gamma, double tolerance, int most, std::span<double> V,
                    MatrixView<double> Q);

// What is left when a policy chooses: a Markov chain with rewards.
struct Chain {
  Matrix<double> P;       // states × states
  std::vector<double> R;  // states
};
// policy  states × actions: π(a | s)
Chain under_policy(const Mdp& mdp, ConstMatrixView<double> policy);

// One sweep V ← R + γ P V.   V  states, overwritten
void evaluation_sweep(const Chain& chain, double gamma, std::span<double> V);
// V = (1 − γP)⁻¹ R; nothing where that is singular, as with γ = 1 and states that are never left.
std::optional<std::vector<double>> exact_values(const Chain& chain, double gamma);
// (1 − γ) (1 − γPᵀ)⁻¹ start: the share of the discounted time spent in each state; sums to 1 for γ < 1.
// start  states: the law of the first state
std::optional<std::vector<double>> discounted_occupancy(const Chain& chain, double gamma,
                                                        std::span<const double> start);

// The mean discounted reward of the first `moves` moves under a deterministic policy.
// policy  states: the action in each
double expected_return(const Mdp& mdp, std::span<const int> policy, int start, double gamma, int moves);

}  // namespace lectern::decisions
