#include "core/ml/optimise/first_order.h"

#include <cmath>
#include <limits>

namespace lectern::optimise {

FirstOrderDescent::FirstOrderDescent(const Objective& objective, std::span<const double> x0,
                                     const nn::OptimizerSpec& spec)
    : objective_(&objective),
      optimizer_(spec, x0.size()),
      x_(x0.begin(), x0.end()),
      average_(x0.begin(), x0.end()),
      g_(x0.size()) {
  evaluate();
}

void FirstOrderDescent::evaluate() {
  f_ = objective_->value(x_);
  objective_->gradient(x_, g_);
}

void FirstOrderDescent::step(std::span<const double> noise) {
  for (std::size_t i = 0; i < noise.size(); ++i) g_[i] += noise[i];
  optimizer_.step(x_, g_);
  evaluate();
  const double share = 1 / static_cast<double>(optimizer_.steps() + 1);
  for (std::size_t i = 0; i < x_.size(); ++i) average_[i] += share * (x_[i] - average_[i]);
}

double FirstOrderDescent::gradient_norm() const {
  double sum = 0;
  for (double g : g_) sum += g * g;
  return std::sqrt(sum);
}

double largest_stable_rate(const nn::OptimizerSpec& spec, double curvature) {
  if (spec.kind != nn::OptimizerKind::sgd || !(curvature > 0)) return std::numeric_limits<double>::infinity();
  const double gain = spec.momentum;
  return 2 * (1 + gain) / ((spec.nesterov ? 1 + 2 * gain : 1.0) * curvature);
}

}  // namespace lectern::optimise
