#include "core/ml/zoo/extreme_learning.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "core/math/elementary.h"
#include "core/math/linear_algebra.h"

namespace lectern::zoo {

Matrix<double> ridge_output(ConstMatrixView<double> Z, ConstMatrixView<double> Y, double ridge) {
  if (ridge > 0) {
    Matrix<double> gram = product_transposed_first(Z, Z);
    for (std::ptrdiff_t i = 0; i < gram.rows(); ++i) gram(i, i) += ridge;
    if (std::optional<Matrix<double>> solved = solve_positive_definite(gram, product_transposed_first(Z, Y)))
      return std::move(*solved);
  }
  return product(pseudo_inverse(Z).inverse, Y);
}

ExtremeLearner::ExtremeLearner(Matrix<double> W, std::vector<double> b, nn::ActivationKind activation)
    : W_(std::move(W)), b_(std::move(b)), activation_(activation) {}

ExtremeLearner ExtremeLearner::random(std::ptrdiff_t inputs, std::ptrdiff_t hidden, double scale, Rng& rng) {
  Matrix<double> W(hidden, inputs);
  std::vector<double> b(static_cast<std::size_t>(hidden));
  for (std::ptrdiff_t k = 0; k < hidden; ++k) {
    for (std::ptrdiff_t j = 0; j < inputs; ++j) W(k, j) = scale * rng.normal();
    b[static_cast<std::size_t>(k)] = scale * rng.normal();
  }
  return {std::move(W), std::move(b), nn::ActivationKind::tanh};
}

Matrix<double> ExtremeLearner::hidden(ConstMatrixView<double> X) const {
  Matrix<double> H(X.rows, W_.rows());
  for (std::ptrdiff_t i = 0; i < X.rows; ++i)
    for (std::ptrdiff_t k = 0; k < W_.rows(); ++k) {
      double sum = b_[static_cast<std::size_t>(k)];
      for (std::ptrdiff_t j = 0; j < X.cols; ++j) sum += W_(k, j) * X(i, j);
      switch (activation_) {
        case nn::ActivationKind::sigmoid: sum = math::sigmoid(sum); break;
        case nn::ActivationKind::relu: sum = std::max(sum, 0.0); break;
        default: sum = math::tanh(sum);
      }
      H(i, k) = sum;
    }
  return H;
}

void ExtremeLearner::fit(ConstMatrixView<double> X, ConstMatrixView<double> Y, double ridge) {
  beta_ = ridge_output(hidden(X), Y, ridge);
}

Matrix<double> ExtremeLearner::predict(ConstMatrixView<double> X) const { return product(hidden(X), beta_); }

}  // namespace lectern::zoo
