#include "core/ml/linear/centring.h"

namespace lectern::linear {

CentredData::CentredData(ConstMatrixView<double> X_given, std::span<const double> y_given, bool fit_intercept)
    : X(X_given.rows, X_given.cols),
      y(y_given.begin(), y_given.end()),
      mean_x(static_cast<std::size_t>(X_given.cols), 0.0) {
  const auto n = static_cast<double>(X_given.rows);
  const std::ptrdiff_t d = X_given.cols;
  double* mean = mean_x.data();
  if (fit_intercept && X_given.rows > 0) {
    for (std::ptrdiff_t i = 0; i < X_given.rows; ++i) {
      const double* from = X_given.row(i);
      for (std::ptrdiff_t j = 0; j < d; ++j) mean[j] += from[j];
      mean_y += y[static_cast<std::size_t>(i)];
    }
    for (double& value : mean_x) value /= n;
    mean_y /= n;
  }
  for (std::ptrdiff_t i = 0; i < X_given.rows; ++i) {
    const double* from = X_given.row(i);
    double* to = X.row(i);
    for (std::ptrdiff_t j = 0; j < d; ++j) to[j] = from[j] - mean[j];
    y[static_cast<std::size_t>(i)] -= mean_y;
  }
}

LinearModel CentredData::model(std::span<const double> coefficients) const {
  LinearModel result{{coefficients.begin(), coefficients.end()}, mean_y};
  for (std::size_t j = 0; j < mean_x.size(); ++j) result.intercept -= mean_x[j] * coefficients[j];
  return result;
}

}  // namespace lectern::linear
