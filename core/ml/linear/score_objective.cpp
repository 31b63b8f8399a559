#include "core/ml/linear/score_objective.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/math/elementary.h"
#include "core/math/linear_algebra.h"
#include "core/ml/linear/features.h"
#include "core/ml/linear/linear_scores.h"
#include "core/ml/nn/loss.h"

namespace lectern::linear {
namespace {

Matrix<double> encoded(std::span<const int> labels, const nn::OutputCode& code) {
  Matrix<float> targets;
  code.encode(labels, targets);
  Matrix<double> T(targets.rows(), targets.cols());
  std::copy(targets.data(), targets.data() + targets.size(), T.data());
  return T;
}

Matrix<double> copied(ConstMatrixView<double> X) {
  Matrix<double> copy(X.rows, X.cols);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) std::copy_n(X.row(i), X.cols, copy.row(i));
  return copy;
}

}  // namespace

LinearScoreObjective::LinearScoreObjective(ConstMatrixView<double> X, std::span<const int> labels,
                                           const nn::OutputCode& code, double lambda)
    : X_(copied(X)), T_(encoded(labels, code)), code_(code), lambda_(lambda) {}

Matrix<double> LinearScoreObjective::scores(std::span<const double> theta) const {
  Matrix<double> Z;
  linear_scores(ConstMatrixView<double>(theta.data(), outputs(), width()), X_, Z);
  return Z;
}

double LinearScoreObjective::value(std::span<const double> theta) const {
  double penalty = 0;
  for (std::size_t j = 0; j < theta.size(); ++j)
    if (j % static_cast<std::size_t>(width()) != 0) penalty += theta[j] * theta[j];
  return nn::loss_and_gradient<double>(code_.loss(), scores(theta), T_, {}) + 0.5 * lambda_ * penalty;
}

void LinearScoreObjective::gradient(std::span<const double> theta, std::span<double> g) const {
  const Matrix<double> Z = scores(theta);
  Matrix<double> d_Z(Z.rows(), Z.cols());
  nn::loss_and_gradient<double>(code_.loss(), Z, T_, d_Z);
  for (std::size_t j = 0; j < g.size(); ++j) g[j] = j % static_cast<std::size_t>(width()) == 0 ? 0 : lambda_ * theta[j];
  for (std::ptrdiff_t i = 0; i < Z.rows(); ++i) {
    for (std::ptrdiff_t k = 0; k < Z.cols(); ++k) {
      double* row = g.data() + k * width();
      row[0] += d_Z(i, k);
      for (std::ptrdiff_t j = 0; j < X_.cols(); ++j) row[j + 1] += d_Z(i, k) * X_(i, j);
    }
  }
}

void LinearScoreObjective::curvature(const double* z, MatrixView<double> W) const {
  const bool is_softmax = code_.objective() == nn::Objective::cross_entropy && outputs() > 1;
  double largest = z[0], sum = 0;
  for (int k = 1; k < outputs(); ++k) largest = std::max(largest, z[k]);
  for (int k = 0; k < outputs(); ++k) sum += math::exp(z[k] - largest);
  for (int k = 0; k < outputs(); ++k) {
    const double p = is_softmax ? math::exp(z[k] - largest) / sum : math::sigmoid(z[k]);
    for (int l = 0; l < outputs(); ++l) {
      W(k, l) = 0;
      if (code_.objective() == nn::Objective::squared && k == l) W(k, l) = 2.0 / outputs();
      if (code_.objective() != nn::Objective::cross_entropy) continue;
      const double q = is_softmax ? math::exp(z[l] - largest) / sum : p;
      W(k, l) = p * ((k == l ? 1 : 0) - q);
    }
  }
}

void LinearScoreObjective::hessian(std::span<const double> theta, MatrixView<double> H) const {
  const Matrix<double> Z = scores(theta), A = with_intercept_column(X_);
  Matrix<double> W(outputs(), outputs());
  for (std::ptrdiff_t j = 0; j < H.rows; ++j) {
    for (std::ptrdiff_t k = 0; k < H.cols; ++k) H(j, k) = j == k && j % width() != 0 ? lambda_ : 0;
  }
  const double share = 1 / static_cast<double>(std::max<std::ptrdiff_t>(Z.rows(), 1));
  for (std::ptrdiff_t i = 0; i < Z.rows(); ++i) {
    curvature(Z.row(i), W);
    for (std::ptrdiff_t a = 0; a < H.rows; ++a) {
      for (std::ptrdiff_t b = 0; b < H.cols; ++b)
        H(a, b) += share * W(a / width(), b / width()) * A(i, a % width()) * A(i, b % width());
    }
  }
}

double LinearScoreObjective::curvature_bound() const {
  if (X_.rows() == 0) return lambda_;
  const Matrix<double> A = with_intercept_column(X_);
  Matrix<double> gram = product_transposed_first(A, A);
  for (std::ptrdiff_t i = 0; i < gram.size(); ++i) gram.data()[i] /= static_cast<double>(A.rows());
  const double largest = symmetric_eigen(gram).values.back();
  switch (code_.objective()) {
    case nn::Objective::cross_entropy: return (outputs() > 1 ? 0.5 : 0.25) * largest + lambda_;
    case nn::Objective::squared: return 2.0 / outputs() * largest + lambda_;
    default: return lambda_;
  }
}

}  // namespace lectern::linear
