#include "core/ml/linear/perceptron.h"

namespace lectern::linear {

bool Perceptron::visit(std::span<const double> x, int y) {
  if (y * score(x) > 0) return false;
  for (std::size_t j = 0; j < w_.size(); ++j) w_[j] += eta_ * y * x[j];
  b_ += eta_ * y;
  return true;
}

double Perceptron::score(std::span<const double> x) const {
  double sum = 0;
  for (std::size_t j = 0; j < w_.size(); ++j) sum += w_[j] * x[j];
  return sum + b_;
}

}  // namespace lectern::linear
