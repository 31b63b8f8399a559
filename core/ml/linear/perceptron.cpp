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

std::ptrdiff_t count_errors(const Perceptron& perceptron, ConstMatrixView<double> X, std::span<const int> y) {
  std::ptrdiff_t errors = 0;
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    const double score = perceptron.score({X.row(i), static_cast<std::size_t>(X.cols)});
    if (y[static_cast<std::size_t>(i)] * score <= 0) ++errors;
  }
  return errors;
}

double novikoff_bound(double radius, double margin, double start, double eta) {
  const double ratio = radius / margin;
  return ratio * ratio + 2 * start / (eta * margin);
}

}  // namespace lectern::linear
