#pragma once

#include <span>
#include <vector>

#include "core/ml/nn/optimizer.h"
#include "core/ml/optimise/objective.h"

namespace lectern::optimise {

// Gradient descent and its family on any function, by the same rules that train networks, and the
// running average of the iterates x̄ ← x̄ + (x − x̄)/(t + 1).
// Source of the averaging: Polyak, Juditsky, SIAM J. Control Optim. 30 (1992) 838.
class FirstOrderDescent {
 public:
  // The objective must outlive the descent.
  FirstOrderDescent(const Objective& objective, std::span<const double> x0, const nn::OptimizerSpec& spec);

  void step();

  std::span<const double> x() const { return x_; }
  std::span<const double> average() const { return average_; }
  double f() const { return f_; }
  std::span<const double> gradient() const { return g_; }
  double gradient_norm() const;
  nn::OptimizerSpec& spec() { return optimizer_.spec(); }
  std::span<const double> memory() const { return optimizer_.memory(); }

 private:
  void evaluate();

  const Objective& objective_;
  nn::Optimizer<double> optimizer_;
  std::vector<double> x_, average_, g_;
  double f_ = 0;
};

}  // namespace lectern::optimise
