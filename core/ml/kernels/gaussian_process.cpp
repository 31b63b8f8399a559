#include "core/ml/kernels/gaussian_process.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/math/constants.h"
#include "core/math/elementary.h"
#include "core/math/sums.h"

namespace lectern::kernels {
namespace {

constexpr double kSqrt3 = 1.7320508075688772, kSqrt5 = 2.23606797749979;

double scale_of(const GaussianProcessSpec& spec, std::ptrdiff_t j) {
  return spec.length_scales[spec.length_scales.size() > 1 ? static_cast<std::size_t>(j) : 0];
}

// The inputs in units of their length scales, input by input: d × n.
Matrix<double> scaled_columns(const GaussianProcessSpec& spec, ConstMatrixView<double> X) {
  Matrix<double> columns(X.cols, X.rows);
  for (std::ptrdiff_t j = 0; j < X.cols; ++j) {
    const double scale = 1 / scale_of(spec, j);
    for (std::ptrdiff_t i = 0; i < X.rows; ++i) columns(j, i) = scale * X(i, j);
  }
  return columns;
}

// to[i] += (of[i] − at)²
[[gnu::noinline]] void add_squares(const double* of, double at, double* to, std::ptrdiff_t n) {
  for (std::ptrdiff_t i = 0; i < n; ++i) to[i] += (of[i] - at) * (of[i] - at);
}

// to[i] −= factor · of[i]
[[gnu::noinline]] void subtract(double factor, const double* of, double* to, std::ptrdiff_t n) {
  for (std::ptrdiff_t i = 0; i < n; ++i) to[i] -= factor * of[i];
}

// r² becomes amplitude² k(r), or its derivative by the logarithm of a length scale over that input's share of r².
void to_covariances(const GaussianProcessSpec& spec, bool is_slope, std::span<double> squares) {
  const double variance = spec.amplitude * spec.amplitude;
  const double root = spec.kind == CovarianceKind::matern52 ? kSqrt5 : kSqrt3;
  const bool is_rbf = spec.kind == CovarianceKind::rbf;
  // The exponents go to a buffer that stays on the stack, as exp is quickest for many numbers at once.
  constexpr std::size_t kPiece = 256;
  std::array<double, kPiece> powers;
  for (std::size_t first = 0; first < squares.size(); first += kPiece) {
    const std::size_t count = std::min(kPiece, squares.size() - first);
    const std::span<double> values = squares.subspan(first, count), exponents = std::span(powers).first(count);
    for (std::size_t i = 0; i < count; ++i) {
      if (!is_rbf) values[i] = root * std::sqrt(values[i]);
      exponents[i] = is_rbf ? -0.5 * values[i] : -values[i];
    }
    math::exp(std::span<const double>(exponents), exponents);
    for (std::size_t i = 0; i < count; ++i) {
      const double s = values[i];
      double polynomial = 1;
      if (spec.kind == CovarianceKind::matern52)
        polynomial = is_slope ? (5.0 / 3) * (1 + s) : 1 + s + s * s / 3;
      else if (!is_rbf)
        polynomial = is_slope ? 3 : 1 + s;
      values[i] = variance * polynomial * powers[i];
    }
  }
}

void squared_distances(const Matrix<double>& a, const Matrix<double>& b, Matrix<double>& squares) {
  squares.resize(a.cols(), b.cols());
  squares.fill(0);
  for (std::ptrdiff_t i = 0; i < a.cols(); ++i)
    for (std::ptrdiff_t j = 0; j < a.rows(); ++j) add_squares(b.row(j), a(j, i), squares.row(i), b.cols());
}

std::span<double> all_of(Matrix<double>& M) { return {M.data(), static_cast<std::size_t>(M.size())}; }
std::span<const double> row_of(const Matrix<double>& M, std::ptrdiff_t i) {
  return {M.row(i), static_cast<std::size_t>(M.cols())};
}

}  // namespace

void covariances(const GaussianProcessSpec& spec, ConstMatrixView<double> A, ConstMatrixView<double> B,
                 Matrix<double>& K) {
  squared_distances(scaled_columns(spec, A), scaled_columns(spec, B), K);
  to_covariances(spec, false, all_of(K));
}

std::optional<GaussianProcess> GaussianProcess::fit(GaussianProcessSpec spec, ConstMatrixView<double> X,
                                                    std::span<const double> y) {
  GaussianProcess process;
  process.spec_ = std::move(spec);
  process.X_.resize(X.rows, X.cols);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) std::copy_n(X.row(i), X.cols, process.X_.row(i));
  Matrix<double>& U = process.U_;
  covariances(process.spec_, X, X, U);
  const std::ptrdiff_t n = X.rows;
  const double noise = process.spec_.noise * process.spec_.noise;
  for (std::ptrdiff_t i = 0; i < n; ++i) U(i, i) += noise;
  for (std::ptrdiff_t k = 0; k < n; ++k) {
    if (!(U(k, k) > 0)) return {};
    const double pivot = std::sqrt(U(k, k));
    double* row = U.row(k);
    row[k] = pivot;
    for (std::ptrdiff_t j = k + 1; j < n; ++j) row[j] /= pivot;
    for (std::ptrdiff_t i = k + 1; i < n; ++i) subtract(row[i], row + i, U.row(i) + i, n - i);
  }
  process.z_.assign(y.begin(), y.end());
  for (double& value : process.z_) value -= process.spec_.mean;
  process.solve_lower({process.z_.data(), n, 1});
  process.alpha_ = process.z_;
  for (std::ptrdiff_t i = n - 1; i >= 0; --i) {
    const auto behind = static_cast<std::size_t>(i + 1);
    const double known =
        math::dot(row_of(U, i).subspan(behind), std::span<const double>(process.alpha_).subspan(behind));
    process.alpha_[behind - 1] = (process.alpha_[behind - 1] - known) / U(i, i);
  }
  return process;
}

void GaussianProcess::solve_lower(MatrixView<double> B) const {
  const std::ptrdiff_t n = U_.rows();
  for (std::ptrdiff_t k = 0; k < n; ++k) {
    double* row = B.row(k);
    for (std::ptrdiff_t c = 0; c < B.cols; ++c) row[c] /= U_(k, k);
    for (std::ptrdiff_t i = k + 1; i < n; ++i) subtract(U_(k, i), row, B.row(i), B.cols);
  }
}

void GaussianProcess::predict(ConstMatrixView<double> X, std::span<double> mean, std::span<double> variance) const {
  Matrix<double> K;
  covariances(spec_, X_, X, K);  // n × m
  std::fill(mean.begin(), mean.end(), spec_.mean);
  for (std::ptrdiff_t i = 0; i < K.rows(); ++i)
    subtract(-alpha_[static_cast<std::size_t>(i)], K.row(i), mean.data(), K.cols());
  solve_lower(K);
  std::fill(variance.begin(), variance.end(), spec_.amplitude * spec_.amplitude);
  for (std::ptrdiff_t i = 0; i < K.rows(); ++i)
    for (std::ptrdiff_t j = 0; j < K.cols(); ++j) variance[static_cast<std::size_t>(j)] -= K(i, j) * K(i, j);
  for (double& value : variance) value = std::max(value, 0.0);
}

Matrix<double> GaussianProcess::posterior_covariance(ConstMatrixView<double> X) const {
  Matrix<double> K, covariance;
  covariances(spec_, X_, X, K);
  covariances(spec_, X, X, covariance);
  solve_lower(K);
  for (std::ptrdiff_t k = 0; k < K.rows(); ++k)
    for (std::ptrdiff_t i = 0; i < X.rows; ++i) subtract(K(k, i), K.row(k), covariance.row(i), X.rows);
  return covariance;
}

double GaussianProcess::log_marginal_likelihood() const {
  double likelihood = -0.5 * math::sum_of_squares(z_) - 0.5 * math::kLogTwoPi * static_cast<double>(z_.size());
  for (std::ptrdiff_t i = 0; i < U_.rows(); ++i) likelihood -= math::log(U_(i, i));
  return likelihood;
}

// ½ Σ_ij (α_i α_j − K⁻¹_ij) ∂K_ij/∂θ
GaussianProcess::Gradient GaussianProcess::gradient() const {
  const std::ptrdiff_t n = U_.rows();
  Matrix<double> root(n, n), weight(n, n);  // U⁻ᵀ, and α αᵀ − K⁻¹
  for (std::ptrdiff_t i = 0; i < n; ++i) root(i, i) = 1;
  for (std::ptrdiff_t k = 0; k < n; ++k) {  // as solve_lower, where only the lower triangle is not zero
    double* row = root.row(k);
    for (std::ptrdiff_t c = 0; c <= k; ++c) row[c] /= U_(k, k);
    for (std::ptrdiff_t i = k + 1; i < n; ++i) subtract(U_(k, i), row, root.row(i), k + 1);
  }
  for (std::ptrdiff_t i = 0; i < n; ++i)
    for (std::ptrdiff_t j = 0; j < n; ++j)
      weight(i, j) = alpha_[static_cast<std::size_t>(i)] * alpha_[static_cast<std::size_t>(j)];
  for (std::ptrdiff_t k = 0; k < n; ++k)
    for (std::ptrdiff_t i = 0; i <= k; ++i) subtract(root(k, i), root.row(k), weight.row(i), k + 1);

  Gradient gradient;
  Matrix<double> K;
  covariances(spec_, X_, X_, K);
  double by_amplitude = 0, by_noise = 0;
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    by_amplitude += math::dot(row_of(weight, i), row_of(K, i));
    by_noise += weight(i, i);
  }
  gradient.log_amplitude = by_amplitude;
  gradient.log_noise = spec_.noise * spec_.noise * by_noise;
  gradient.log_length_scales.resize(spec_.length_scales.size());
  const Matrix<double> columns = scaled_columns(spec_, X_);
  squared_distances(columns, columns, K);
  to_covariances(spec_, true, all_of(K));
  std::vector<double> part(static_cast<std::size_t>(n));
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    for (std::ptrdiff_t j = 0; j < n; ++j) weight(i, j) *= K(i, j);
    for (std::ptrdiff_t j = 0; j < columns.rows(); ++j) {
      std::fill(part.begin(), part.end(), 0.0);
      add_squares(columns.row(j), columns(j, i), part.data(), n);
      const std::size_t scale = gradient.log_length_scales.size() > 1 ? static_cast<std::size_t>(j) : 0;
      gradient.log_length_scales[scale] += 0.5 * math::dot(row_of(weight, i), part);
    }
  }
  return gradient;
}

}  // namespace lectern::kernels
