#include "core/ml/optimise/step_network.h"

#include <algorithm>
#include <utility>

namespace lectern::optimise {

StepNetworkObjective::StepNetworkObjective(int hidden, Matrix<double> X, std::vector<double> labels)
    : hidden_(hidden), X_(std::move(X)), labels_(std::move(labels)) {}

double StepNetworkObjective::answer(std::span<const double> weights, const double* x) const {
  const auto H = static_cast<std::size_t>(hidden_), d = static_cast<std::size_t>(X_.cols());
  const double *w = weights.data(), *b = w + H * d, *v = b + H;
  double sum = v[H];
  for (std::size_t h = 0; h < H; ++h) {
    double z = b[h];
    for (std::size_t j = 0; j < d; ++j) z += w[h * d + j] * x[j];
    sum += z > 0 ? v[h] : -v[h];
  }
  return sum > 0 ? 1 : -1;
}

double StepNetworkObjective::value(std::span<const double> weights) const {
  int wrong = 0;
  for (std::ptrdiff_t i = 0; i < X_.rows(); ++i)
    if (answer(weights, X_.row(i)) != labels_[static_cast<std::size_t>(i)]) ++wrong;
  return wrong / static_cast<double>(X_.rows());
}

void StepNetworkObjective::gradient(std::span<const double>, std::span<double> g) const {
  std::fill(g.begin(), g.end(), 0.0);
}

void StepNetworkObjective::hessian(std::span<const double>, MatrixView<double> H) const {
  for (std::ptrdiff_t i = 0; i < H.rows; ++i)
    for (std::ptrdiff_t j = 0; j < H.cols; ++j) H(i, j) = 0;
}

void StepNetworkObjective::predict(std::span<const double> weights, ConstMatrixView<double> X,
                                   MatrixView<double> Y) const {
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) Y(i, 0) = answer(weights, X.row(i));
}

}  // namespace lectern::optimise
