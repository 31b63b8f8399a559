#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/lab/experiment.h"
#include "core/lab/history.h"
#include "core/lab/panel.h"
#include "core/math/rng.h"
#include "core/ml/linear/score_objective.h"
#include "core/ml/optimise/first_order.h"

namespace lectern {

// Gradient descent on the cost of linear scores, step by step, with its past and its diagnosis.
class LinearDescent {
 public:
  // Begins at random: normal of deviation 0.5 in each of the weights of two inputs.
  LinearDescent(const nn::OutputCode& code, Rng rng);

  // What is to be learned from here on; the weights stay.   X  n × 2, labels  n
  void set_task(ConstMatrixView<double> X, std::span<const int> labels, double lambda, double learning_rate);
  void set_learning_rate(double learning_rate);

  void step();

  std::int64_t steps() const { return steps_; }
  ConstMatrixView<double> rows() const { return {theta_.data(), code_.outputs(), 3}; }  // (b, w₁, w₂) of each score
  double cost() const { return descent_->f(); }
  // The largest η that surely comes down: 2/λ_max by the bound on the curvature; for the hinge, whose corners no
  // curvature knows, at most 1/⟨|x|²⟩ with |x|² = 1 + x₁² + x₂², where a step moves the scores by about the margin.
  double stable_rate() const { return stable_rate_; }
  // The largest η that comes down near these weights, 2/λ_max there; ∞ where the cost does not curve.
  double stable_rate_at(ConstMatrixView<double> rows) const;

  // η is beyond the stable one and the cost more than ten times that of scores 0.
  std::optional<Divergence> divergence() const;

  // Overwrites a Curves panel with the cost after each step.
  void describe_cost(Curves& curves) const;
  const History& costs() const { return costs_; }

  void hash_state(StateHasher& hasher) const;

 private:
  nn::OutputCode code_;
  std::vector<double> theta_;
  std::shared_ptr<const linear::LinearScoreObjective> objective_;
  std::optional<optimise::FirstOrderDescent> descent_;  // on *objective_, which copies share
  bool has_corners() const { return code_.objective() == nn::Objective::hinge; }

  double learning_rate_ = 0, stable_rate_ = 0, cost_of_guessing_ = 0;
  std::int64_t steps_ = 0;
  History costs_{1};
};

}  // namespace lectern
