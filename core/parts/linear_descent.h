#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "core/lab/history.h"
#include "core/lab/panel.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/linear/score_objective.h"
#include "core/ml/optimise/first_order.h"

namespace lectern {

// Gradient descent on the cost of linear scores, step by step, with its history and its diagnosis.
class LinearDescent {
 public:
  // Starts at random: each of the weights of two inputs is normal of deviation 0.5.
  LinearDescent(const nn::OutputCode& code, Rng rng);

  // What is to be learned from here on; the weights stay.   X  n × 2, labels  n
  void set_task(ConstMatrixView<double> X, std::span<const int> labels, double lambda, double learning_rate);
  void set_learning_rate(double learning_rate) { descent_->spec().learning_rate = learning_rate; }

  void step();

  std::int64_t steps() const { return steps_; }
  // (b, w₁, w₂) of each score
  ConstMatrixView<double> rows() const { return {descent_->x().data(), code_.outputs(), 3}; }
  double cost() const { return descent_->f(); }
  // The largest η at which every step lowers the cost: 2/λ_max by the bound on the curvature; for the hinge, whose
  // corners have no curvature, at most 1/⟨|x|²⟩ with |x|² = 1 + x₁² + x₂², where a step moves the scores by about the
  // margin.
  double stable_rate() const { return stable_rate_; }
  // The largest stable η near these weights, 2/λ_max there; ∞ where the cost does not curve.
  double stable_rate_at(ConstMatrixView<double> rows) const;

  // Once η is beyond the stable one and the cost more than ten times that of scores 0: why, and an η that is stable, in
  // two digits.
  struct Diagnosis {
    std::string cause;
    double stable_rate;
  };
  std::optional<Diagnosis> diagnosis() const;

  // Appends the cost after each step, and names the axes.
  void describe_cost(Plane& curves) const;
  const History& costs() const { return costs_; }

  auto state() const { return std::tuple(descent_->x(), steps_, unhashed(descent_), unhashed(costs_)); }

 private:
  void begin(std::span<const double> theta, ConstMatrixView<double> X, std::span<const int> labels, double lambda,
             double learning_rate);
  bool has_corners() const { return code_.objective() == nn::Objective::hinge; }
  double learning_rate() const { return descent_->spec().learning_rate; }

  nn::OutputCode code_;
  std::shared_ptr<const linear::LinearScoreObjective> objective_;
  std::optional<optimise::FirstOrderDescent> descent_;  // on *objective_, which copies share
  double stable_rate_ = 0, cost_of_guessing_ = 0;
  std::int64_t steps_ = 0;
  History costs_{1};
};

}  // namespace lectern
