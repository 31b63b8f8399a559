#include "core/ml/linear/gaussian_posterior.h"

#include <cstddef>

#include "core/math/constants.h"
#include "core/math/linear_algebra.h"

namespace lectern::linear {
namespace {

Matrix<double> column(std::span<const double> values) {
  Matrix<double> result(static_cast<std::ptrdiff_t>(values.size()), 1);
  for (std::size_t i = 0; i < values.size(); ++i) result(static_cast<std::ptrdiff_t>(i), 0) = values[i];
  return result;
}

// vᵀ M v
double form(ConstMatrixView<double> M, ConstMatrixView<double> v) {
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < M.rows; ++i)
    for (std::ptrdiff_t j = 0; j < M.cols; ++j) sum += v(i, 0) * M(i, j) * v(j, 0);
  return sum;
}

void subtract(ConstMatrixView<double> from, Matrix<double>& what) {
  for (std::ptrdiff_t i = 0; i < what.rows(); ++i)
    for (std::ptrdiff_t j = 0; j < what.cols(); ++j) what(i, j) = from(i, j) - what(i, j);
}

void add(ConstMatrixView<double> what, Matrix<double>& to) {
  for (std::ptrdiff_t i = 0; i < to.rows(); ++i)
    for (std::ptrdiff_t j = 0; j < to.cols(); ++j) to(i, j) += what(i, j);
}

}  // namespace

std::optional<GaussianPosterior> gaussian_posterior(ConstMatrixView<double> A, std::span<const double> y,
                                                    ConstMatrixView<double> noise, std::span<const double> prior_mean,
                                                    ConstMatrixView<double> prior) {
  const std::optional<PositiveDefinite> N = factor_positive_definite(noise), P = factor_positive_definite(prior);
  if (!N || !P) return {};
  const Matrix<double> At = transposed(A), m = column(prior_mean), data = column(y);
  const Matrix<double> AtN = product(At, N->inverse);
  Matrix<double> precision = product(AtN, A), pull = product(AtN, data);
  add(P->inverse, precision);
  add(product(P->inverse, m), pull);
  const std::optional<PositiveDefinite> S = factor_positive_definite(precision);
  if (!S) return {};
  GaussianPosterior result;
  result.covariance = S->inverse;
  const Matrix<double> mean = product(result.covariance, pull);
  for (std::ptrdiff_t j = 0; j < mean.rows(); ++j) result.mean.push_back(mean(j, 0));

  Matrix<double> residual = product(A, mean);
  subtract(data, residual);
  result.chi_squared = form(N->inverse, residual);

  Matrix<double> evidence = product(product(A, prior), At), surprise = product(A, m);
  add(noise, evidence);
  subtract(data, surprise);
  const std::optional<PositiveDefinite> E = factor_positive_definite(evidence);
  if (!E) return {};
  result.log_evidence =
      -0.5 * (form(E->inverse, surprise) + E->log_determinant + static_cast<double>(A.rows) * math::kLogTwoPi);

  Matrix<double> shift = mean;
  subtract(m, shift);
  const Matrix<double> narrowing = product(P->inverse, result.covariance);
  double trace = 0;
  for (std::ptrdiff_t j = 0; j < narrowing.rows(); ++j) trace += narrowing(j, j);
  result.information_gain = 0.5 * (trace - static_cast<double>(mean.rows()) + form(P->inverse, shift) +
                                   P->log_determinant + S->log_determinant);
  return result;
}

}  // namespace lectern::linear
