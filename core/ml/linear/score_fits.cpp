#include "core/ml/linear/score_fits.h"

#include <algorithm>

#include "core/ml/linear/least_squares.h"
#include "core/ml/linear/logistic_regression.h"

namespace lectern::linear {

Matrix<double> least_squares_scores(ConstMatrixView<double> X, std::span<const int> labels, int classes) {
  const Matrix<double> W = least_squares_classifier(X, labels, classes);
  Matrix<double> rows(classes == 2 ? 1 : classes, W.rows());
  for (std::ptrdiff_t k = 0; k < rows.rows(); ++k) {
    for (std::ptrdiff_t j = 0; j < W.rows(); ++j) rows(k, j) = 2 * W(j, classes == 2 ? 1 : k) - (j == 0 ? 1 : 0);
  }
  return rows;
}

ScoreFit logistic_scores(ConstMatrixView<double> X, std::span<const int> labels, int classes, double lambda) {
  const auto n = static_cast<double>(X.rows);
  const LogisticOptions options{.lambda = n * lambda};  // there the cost is the sum over samples
  ScoreFit found{Matrix<double>(classes == 2 ? 1 : classes, X.cols + 1), 0};
  if (classes == 2) {
    const LogisticFit fit = logistic_regression(X, labels, options);
    found.rows(0, 0) = fit.model.intercept;
    std::copy(fit.model.coefficients.begin(), fit.model.coefficients.end(), found.rows.row(0) + 1);
    found.cost = fit.objective / n;
    return found;
  }
  const SoftmaxFit fit = softmax_regression(X, labels, classes, options);
  for (int k = 0; k < classes; ++k) {
    found.rows(k, 0) = fit.intercepts[static_cast<std::size_t>(k)];
    std::copy_n(fit.coefficients.row(k), X.cols, found.rows.row(k) + 1);
  }
  found.cost = fit.objective / n;
  return found;
}

}  // namespace lectern::linear
