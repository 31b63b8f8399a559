#pragma once

#include <span>
#include <tuple>
#include <vector>

// Bandits: one state, several arms, each of which pays by a law of its own that nobody tells.
// Sources: Auer, Cesa-Bianchi, Fischer, Finite-time analysis of the multiarmed bandit problem, Machine Learning 47
// (2002) 235; Sutton, Barto, Reinforcement Learning (2nd ed., 2018), ch. 2.
namespace lectern::decisions {

// What is thought of the arms of a bandit after some pulls.
struct ArmEstimates {
  explicit ArmEstimates(std::size_t arms, double start_value = 0) : counts(arms), values(arms, start_value) {}

  std::vector<int> counts;     // arms: pulls of each
  std::vector<double> values;  // arms: the mean reward as estimated

  // value += step (reward − value); step_size 0: one over the pulls of the arm, this one included, so that the value is
  // the mean of what the arm paid.
  void learn(int arm, double reward, double step_size = 0);
  auto state() const { return std::tie(counts, values); }
};

// An arm's upper confidence bound: value + c √(log t / n), t pulls so far, n of them of this arm, n > 0.
double upper_confidence_bound(const ArmEstimates& estimates, int arm, double c, long pulls);
// The arm of the largest bound, of equals the first; arms that were never pulled come before, in their order.
int upper_confidence_arm(const ArmEstimates& estimates, double c, long pulls);

}  // namespace lectern::decisions
