#include "core/ml/linear/coefficient_errors.h"

#include <cmath>

#include "core/math/linear_algebra.h"

namespace lectern::linear {

CoefficientErrors coefficient_errors(ConstMatrixView<double> X, std::span<const double> y,
                                     std::span<const double> theta) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  const std::size_t p = theta.size();
  CoefficientErrors result;
  result.standard_errors.assign(p, kNaN);
  result.condition = std::numeric_limits<double>::infinity();
  if (X.rows < X.cols || p == 0) return result;
  const Svd svd = singular_values(X);
  const double smallest_told = svd.s.front() * static_cast<double>(X.rows) * std::numeric_limits<double>::epsilon();
  if (!(svd.s.back() > smallest_told)) return result;
  result.condition = svd.s.front() / svd.s.back();
  if (X.rows == X.cols) return result;
  double squares = 0;
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    double residual = y[static_cast<std::size_t>(i)];
    for (std::size_t j = 0; j < p; ++j) residual -= X.row(i)[j] * theta[j];
    squares += residual * residual;
  }
  result.noise_variance = squares / static_cast<double>(X.rows - X.cols);
  for (std::size_t j = 0; j < p; ++j) {
    double sum = 0;
    for (std::size_t r = 0; r < p; ++r) {
      const double part = svd.V(static_cast<std::ptrdiff_t>(j), static_cast<std::ptrdiff_t>(r)) / svd.s[r];
      sum += part * part;
    }
    result.standard_errors[j] = std::sqrt(result.noise_variance * sum);
  }
  return result;
}

}  // namespace lectern::linear
