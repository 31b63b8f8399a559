#pragma once

#include <span>
#include <tuple>
#include <vector>

#include "core/math/state.h"
#include "core/ml/nn/optimizer.h"
#include "core/ml/optimise/objective.h"

namespace lectern::optimise {

// Gradient descent and its family on any function, by the same rules that train networks, and the
// running average of the iterates x̄ ← x̄ + (x − x̄)/(t + 1).
// Source of the averaging: Polyak, Juditsky, SIAM J. Control Optim. 30 (1992) 838.
class FirstOrderDescent {
 public:
  // The objective must outlive the descent and its copies.
  FirstOrderDescent(const Objective& objective, std::span<const double> x0, const nn::OptimizerSpec& spec);

  // One step against the gradient at x(), to which `noise` is added: what is wrong with a gradient estimated
  // from some of the data.   noise  D, or empty: none
  void step(std::span<const double> noise = {});

  std::int64_t steps() const { return optimizer_.steps(); }
  std::span<const double> x() const { return x_; }
  std::span<const double> average() const { return average_; }
  double f() const { return f_; }
  std::span<const double> gradient() const { return g_; }
  double gradient_norm() const;
  nn::OptimizerSpec& spec() { return optimizer_.spec(); }
  const nn::OptimizerSpec& spec() const { return optimizer_.spec(); }
  std::span<const double> memory() const { return optimizer_.memory(); }
  // rates  D, overwritten, see nn::Optimizer
  void effective_rates(std::span<double> rates) const { optimizer_.effective_rates(rates); }

  // ratios  D, overwritten, see nn::Optimizer
  void signal_over_noise(std::span<double> ratios) const { optimizer_.signal_over_noise(ratios); }

  auto state() const { return std::tie(optimizer_, x_, average_, g_, f_); }

 private:
  void evaluate();

  const Objective* objective_;
  nn::Optimizer<double> optimizer_;
  std::vector<double> x_, average_, g_;
  double f_ = 0;
};

// The learning rate from which on descent along a direction of curvature λ, f = ½ λ x², no longer converges:
//   gradient descent  2/λ
//   momentum γ        2(1 + γ)/λ
//   Nesterov          2(1 + γ)/((1 + 2γ) λ)
// Infinite where f does not curve upwards, and for rules that divide by the size of the gradient: their steps
// are bounded by themselves.
// Source: Polyak, USSR Comput. Math. Math. Phys. 4 (1964) 1; for Nesterov's rule the eigenvalues of one step.
double largest_stable_rate(const nn::OptimizerSpec& spec, double curvature);

}  // namespace lectern::optimise
