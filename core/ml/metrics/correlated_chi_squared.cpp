#include "core/ml/metrics/correlated_chi_squared.h"

#include <cstddef>

#include "core/math/constants.h"
#include "core/math/linear_algebra.h"

namespace lectern::metrics {
namespace {

Matrix<double> covariance_of(std::span<const double> statistical, ConstMatrixView<double> systematic) {
  const auto n = static_cast<std::ptrdiff_t>(statistical.size());
  Matrix<double> C(n, n);
  for (std::ptrdiff_t i = 0; i < n; ++i)
    for (std::ptrdiff_t j = 0; j < n; ++j) {
      double common = 0;
      for (std::ptrdiff_t k = 0; k < systematic.cols; ++k) common += systematic(i, k) * systematic(j, k);
      const double own = statistical[static_cast<std::size_t>(i)];
      C(i, j) = i == j ? own * own + common : common;
    }
  return C;
}

// L⁻¹ r from above.
std::vector<double> solved_from_above(ConstMatrixView<double> L, std::span<const double> r) {
  std::vector<double> x(r.size());
  for (std::ptrdiff_t i = 0; i < L.rows; ++i) {
    double rest = r[static_cast<std::size_t>(i)];
    for (std::ptrdiff_t j = 0; j < i; ++j) rest -= L(i, j) * x[static_cast<std::size_t>(j)];
    x[static_cast<std::size_t>(i)] = rest / L(i, i);
  }
  return x;
}

}  // namespace

std::optional<CorrelatedChiSquared> correlated_chi_squared(std::span<const double> data,
                                                           std::span<const double> prediction,
                                                           std::span<const double> statistical,
                                                           ConstMatrixView<double> systematic) {
  CorrelatedChiSquared result;
  result.covariance = covariance_of(statistical, systematic);
  const std::optional<PositiveDefinite> factor = factor_positive_definite(result.covariance);
  if (!factor) return {};
  const std::size_t n = data.size();
  std::vector<double> residual(n);
  for (std::size_t i = 0; i < n; ++i) {
    residual[i] = data[i] - prediction[i];
    const auto at = static_cast<std::ptrdiff_t>(i);
    result.ignoring_correlations += residual[i] * residual[i] / result.covariance(at, at);
  }
  result.decorrelated = solved_from_above(factor->lower, residual);
  for (const double z : result.decorrelated) result.value += z * z;
  result.log_likelihood = -0.5 * (result.value + factor->log_determinant + static_cast<double>(n) * math::kLogTwoPi);

  const auto rows = static_cast<std::ptrdiff_t>(n);
  const Matrix<double> weighted = product(factor->inverse, {residual.data(), rows, 1});  // C⁻¹ r
  for (std::ptrdiff_t i = 0; i < rows; ++i) result.gradient.push_back(-2 * weighted(i, 0));
  result.shifted = residual;
  for (std::ptrdiff_t k = 0; k < systematic.cols; ++k) {
    double pull = 0;
    for (std::ptrdiff_t i = 0; i < rows; ++i) pull += systematic(i, k) * weighted(i, 0);
    result.nuisance.push_back(pull);
    for (std::ptrdiff_t i = 0; i < rows; ++i) result.shifted[static_cast<std::size_t>(i)] -= pull * systematic(i, k);
  }
  return result;
}

}  // namespace lectern::metrics
