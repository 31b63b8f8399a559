#include "core/ml/linear/score_objective.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/math/elementary.h"
#include "core/math/linear_algebra.h"
#include "core/ml/linear/features.h"
#include "core/ml/linear/gram.h"
#include "core/ml/nn/loss.h"
#include "core/simd/gemm.h"

namespace lectern::linear {
namespace {

Matrix<double> encoded(std::span<const int> labels, const nn::OutputCode& code) {
  Matrix<float> targets;
  code.encode(labels, targets);
  Matrix<double> T(targets.rows(), targets.cols());
  std::copy(targets.data(), targets.data() + targets.size(), T.data());
  return T;
}

}  // namespace

LinearScoreObjective::LinearScoreObjective(ConstMatrixView<double> X, std::span<const int> labels,
                                           const nn::OutputCode& code, double lambda)
    : A_(with_intercept_column(X)), T_(encoded(labels, code)), code_(code), lambda_(lambda) {}

Matrix<double> LinearScoreObjective::scores(std::span<const double> theta) const {
  Matrix<double> Z(A_.rows(), outputs());
  simd::gemm<double>(A_, {theta.data(), outputs(), width()}, nullptr, Z, {.transpose_b = simd::Transpose::yes});
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
  simd::gemm<double>(d_Z, A_, nullptr, {g.data(), outputs(), width()},
                     {.transpose_a = simd::Transpose::yes, .accumulate = true});
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
  const Matrix<double> Z = scores(theta);
  for (std::ptrdiff_t j = 0; j < H.rows; ++j) {
    for (std::ptrdiff_t k = 0; k < H.cols; ++k) H(j, k) = j == k && j % width() != 0 ? lambda_ : 0;
  }
  const double share = 1 / static_cast<double>(std::max<std::ptrdiff_t>(Z.rows(), 1));
  const auto weights = [&](std::ptrdiff_t i, MatrixView<double> W) {
    curvature(Z.row(i), W);
    for (double* one = W.data; one != W.data + W.size(); ++one) *one *= share;
  };
  add_curvature(A_, outputs(), weights, H);
}

double LinearScoreObjective::curvature_bound() const {
  if (A_.rows() == 0) return lambda_;
  Matrix<double> gram = gram_matrix(A_);
  for (std::ptrdiff_t i = 0; i < gram.size(); ++i) gram.data()[i] /= static_cast<double>(A_.rows());
  const double largest = symmetric_eigen(gram).values.back();
  switch (code_.objective()) {
    case nn::Objective::cross_entropy: return (outputs() > 1 ? 0.5 : 0.25) * largest + lambda_;
    case nn::Objective::squared: return 2.0 / outputs() * largest + lambda_;
    default: return lambda_;
  }
}

}  // namespace lectern::linear
