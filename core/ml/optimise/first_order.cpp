#include "core/ml/optimise/first_order.h"

#include <cmath>

namespace lectern::optimise {

FirstOrderDescent::FirstOrderDescent(const Objective& objective, std::span<const double> x0,
                                     const nn::OptimizerSpec& spec)
    : objective_(objective),
      optimizer_(spec, x0.size()),
      x_(x0.begin(), x0.end()),
      average_(x0.begin(), x0.end()),
      g_(x0.size()) {
  evaluate();
}

void FirstOrderDescent::evaluate() {
  f_ = objective_.value(x_);
  objective_.gradient(x_, g_);
}

void FirstOrderDescent::step() {
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

}  // namespace lectern::optimise
