#include "core/ml/linear/least_squares.h"

#include "core/math/linear_algebra.h"
#include "core/ml/linear/centring.h"
#include "core/ml/linear/features.h"

namespace lectern::linear {
namespace {

// (XᵀX + αI)⁻¹Xᵀy = Xᵀ(XXᵀ + αI)⁻¹y, by the smaller of the two systems.
std::optional<Matrix<double>> penalised_solution(ConstMatrixView<double> X, ConstMatrixView<double> y, double alpha) {
  const auto solve = [alpha](Matrix<double> gram, ConstMatrixView<double> right) {
    for (std::ptrdiff_t j = 0; j < gram.rows(); ++j) gram(j, j) += alpha;
    return solve_positive_definite(gram, right);
  };
  if (X.cols <= X.rows) return solve(product_transposed_first(X, X), product_transposed_first(X, y));
  const Matrix<double> X_transposed = transposed(X);
  const std::optional<Matrix<double>> dual = solve(product(X, X_transposed), y);
  if (!dual) return std::nullopt;
  return product(X_transposed, *dual);
}

}  // namespace

double LinearModel::predict(std::span<const double> x) const {
  double sum = intercept;
  for (std::size_t j = 0; j < coefficients.size(); ++j) sum += coefficients[j] * x[j];
  return sum;
}

std::vector<double> LinearModel::predict(ConstMatrixView<double> X) const {
  std::vector<double> result(static_cast<std::size_t>(X.rows));
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    result[static_cast<std::size_t>(i)] = predict(std::span(X.row(i), static_cast<std::size_t>(X.cols)));
  }
  return result;
}

std::optional<Matrix<double>> least_squares(ConstMatrixView<double> A, ConstMatrixView<double> Y,
                                            LeastSquaresMethod method) {
  switch (method) {
    case LeastSquaresMethod::normal_equations:
      return solve_positive_definite(product_transposed_first(A, A), product_transposed_first(A, Y));
    case LeastSquaresMethod::qr: return least_squares_by_qr(A, Y);
    case LeastSquaresMethod::pseudo_inverse: return product(pseudo_inverse(A).inverse, Y);
  }
  return std::nullopt;
}

LinearModel ridge(ConstMatrixView<double> X, std::span<const double> y, double alpha, bool fit_intercept) {
  const CentredData data(X, y, fit_intercept);
  const ConstMatrixView<double> target{data.y.data(), static_cast<std::ptrdiff_t>(data.y.size()), 1};
  std::optional<Matrix<double>> w;
  if (alpha > 0) w = penalised_solution(data.X, target, alpha);
  if (!w) w = least_squares_by_qr(data.X, target);
  return data.model({w->data(), static_cast<std::size_t>(X.cols)});
}

Matrix<double> least_squares_classifier(ConstMatrixView<double> X, std::span<const int> labels, int classes) {
  Matrix<double> indicator(X.rows, classes);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) indicator(i, labels[static_cast<std::size_t>(i)]) = 1;
  return product(pseudo_inverse(with_intercept_column(X)).inverse, indicator);
}

}  // namespace lectern::linear
