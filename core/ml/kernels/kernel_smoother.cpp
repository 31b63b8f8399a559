#include "core/ml/kernels/kernel_smoother.h"

#include <algorithm>
#include <cstddef>
#include <limits>

#include "core/math/elementary.h"

namespace lectern::kernels {

KernelSmoother::KernelSmoother(ConstMatrixView<double> X, std::span<const double> y, double bandwidth)
    : points_(X.rows, X.cols), y_(y.begin(), y.end()), bandwidth_(bandwidth) {
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) std::copy_n(X.row(i), X.cols, points_.row(i));
}

double KernelSmoother::value(std::span<const double> x) const {
  std::vector<double> weights(y_.size());
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < y_.size(); ++i) {
    const double* point = points_.row(static_cast<std::ptrdiff_t>(i));
    double square = 0;
    for (std::size_t j = 0; j < x.size(); ++j) square += (x[j] - point[j]) * (x[j] - point[j]);
    weights[i] = square;
    least = std::min(least, square);
  }
  for (double& weight : weights) weight = (least - weight) / (2 * bandwidth_ * bandwidth_);
  math::exp(weights, weights);
  double sum = 0, total = 0;
  for (std::size_t i = 0; i < y_.size(); ++i) {
    sum += weights[i] * y_[i];
    total += weights[i];
  }
  return sum / total;
}

}  // namespace lectern::kernels
