#include "core/ml/density/mahalanobis.h"

#include <cmath>
#include <utility>

#include "core/math/elementary.h"
#include "core/math/linear_algebra.h"

namespace lectern::density {

std::optional<Mahalanobis> Mahalanobis::fit(ConstMatrixView<double> X, double shrinkage) {
  const std::ptrdiff_t d = X.cols;
  const auto n = static_cast<double>(X.rows);
  Mahalanobis fitted;
  fitted.mean_.assign(static_cast<std::size_t>(d), 0);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i)
    for (std::ptrdiff_t j = 0; j < d; ++j) fitted.mean_[static_cast<std::size_t>(j)] += X(i, j) / n;
  Matrix<double>& C = fitted.covariance_;
  C = Matrix<double>(d, d);
  const auto by = [&](std::ptrdiff_t i, std::ptrdiff_t j) {
    return X(i, j) - fitted.mean_[static_cast<std::size_t>(j)];
  };
  for (std::ptrdiff_t i = 0; i < X.rows; ++i)
    for (std::ptrdiff_t a = 0; a < d; ++a)
      for (std::ptrdiff_t b = 0; b < d; ++b) C(a, b) += by(i, a) * by(i, b) / (n - 1);
  double trace = 0;
  for (std::ptrdiff_t a = 0; a < d; ++a) trace += C(a, a);
  for (std::ptrdiff_t a = 0; a < d; ++a)
    for (std::ptrdiff_t b = 0; b < d; ++b)
      C(a, b) = (1 - shrinkage) * C(a, b) + (a == b ? shrinkage * trace / static_cast<double>(d) : 0);
  std::optional<PositiveDefinite> factor = factor_positive_definite(C);
  if (!factor) return {};
  fitted.inverse_ = std::move(factor->inverse);
  return fitted;
}

std::vector<double> Mahalanobis::squared_distances(ConstMatrixView<double> X) const {
  std::vector<double> squares;
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    double square = 0;
    for (std::ptrdiff_t a = 0; a < X.cols; ++a)
      for (std::ptrdiff_t b = 0; b < X.cols; ++b)
        square += (X(i, a) - mean_[static_cast<std::size_t>(a)]) * inverse_(a, b) *
                  (X(i, b) - mean_[static_cast<std::size_t>(b)]);
    squares.push_back(square);
  }
  return squares;
}

double chi_squared_above(double x, int degrees) {
  // Even: e^(−x/2) Σ (x/2)^j/j!.  Odd: erfc √(x/2) + e^(−x/2) Σ (x/2)^(j − 1/2)/Γ(j + 1/2), j ≥ 1.
  constexpr double kHalfRootPi = 0.88622692545275801365;  // Γ(3/2)
  const double half = x / 2, decay = math::exp(-half);
  const bool is_odd = degrees % 2 == 1;
  double above = is_odd ? 1 - math::erf(std::sqrt(half)) : 0;
  double term = is_odd ? decay * std::sqrt(half) / kHalfRootPi : decay;
  for (int j = 0; 2 * j + (is_odd ? 3 : 2) <= degrees; ++j) {
    above += term;
    term *= half / (j + (is_odd ? 1.5 : 1));
  }
  return above;
}

}  // namespace lectern::density
