#include "core/ml/cluster/gaussian_mixture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "core/math/constants.h"
#include "core/math/elementary.h"
#include "core/math/sums.h"

namespace lectern::cluster {
namespace {

constexpr std::ptrdiff_t kChunk = 512;  // samples at once: their features stay in the fastest cache

Matrix<double> with_features_as_rows(ConstMatrixView<double> X) {
  Matrix<double> Xt(X.cols, X.rows);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i)
    for (std::ptrdiff_t j = 0; j < X.cols; ++j) Xt(j, i) = X(i, j);
  return Xt;
}

// Overwrites the d × d matrix A, of which the lower triangle counts, with L⁻¹ of A = L·Lᵀ; zero above the diagonal.
// False where A is not positive definite.
bool invert_cholesky(double* A, std::ptrdiff_t d) {
  for (std::ptrdiff_t j = 0; j < d; ++j) {
    for (std::ptrdiff_t i = j; i < d; ++i) {
      double sum = A[i * d + j];
      for (std::ptrdiff_t k = 0; k < j; ++k) sum -= A[i * d + k] * A[j * d + k];
      if (i == j) {
        if (!(sum > 0)) return false;
        A[j * d + j] = std::sqrt(sum);
      } else {
        A[i * d + j] = sum / A[j * d + j];
      }
    }
  }
  for (std::ptrdiff_t j = 0; j < d; ++j) {
    for (std::ptrdiff_t i = j; i < d; ++i) {
      double sum = i == j ? 1 : 0;
      for (std::ptrdiff_t k = j; k < i; ++k) sum -= A[i * d + k] * A[k * d + j];
      // Row i of L is still needed right of column j alone, where it stands untouched.
      A[i * d + j] = i == j ? 1 / A[i * d + i] : sum * (1 / A[i * d + i]);
    }
  }
  for (std::ptrdiff_t i = 0; i < d; ++i)
    for (std::ptrdiff_t j = i + 1; j < d; ++j) A[i * d + j] = 0;
  return true;
}

// Overwrites each column of joint (K × n) with its numbers' exponentials over their sum, and sums (n) with the
// logarithm of that sum.
void normalise(MatrixView<double> joint, std::span<double> log_sums) {
  std::array<double, kChunk> top, sum;
  for (std::ptrdiff_t first = 0; first < joint.cols; first += kChunk) {
    const std::ptrdiff_t count = std::min(kChunk, joint.cols - first);
    const auto size = static_cast<std::size_t>(count);
    std::copy_n(joint.row(0) + first, count, top.begin());
    for (std::ptrdiff_t k = 1; k < joint.rows; ++k) {
      const double* row = joint.row(k) + first;
      for (std::size_t i = 0; i < size; ++i) top[i] = row[i] > top[i] ? row[i] : top[i];
    }
    sum.fill(0);
    for (std::ptrdiff_t k = 0; k < joint.rows; ++k) {
      double* row = joint.row(k) + first;
      for (std::size_t i = 0; i < size; ++i) row[i] -= top[i];
      math::exp(std::span<const double>(row, size), std::span<double>(row, size));
      for (std::size_t i = 0; i < size; ++i) sum[i] += row[i];
    }
    for (std::ptrdiff_t k = 0; k < joint.rows; ++k) {
      double* row = joint.row(k) + first;
      for (std::size_t i = 0; i < size; ++i) row[i] /= sum[i];
    }
    math::log(std::span<const double>(sum.data(), size), std::span<double>(sum.data(), size));
    for (std::size_t i = 0; i < size; ++i) log_sums[static_cast<std::size_t>(first) + i] = top[i] + sum[i];
  }
}

}  // namespace

GaussianMixture::GaussianMixture(MixtureParameters parameters) : parameters_(std::move(parameters)) { factorise(); }

Matrix<double> GaussianMixture::covariance(int k) const {
  const std::ptrdiff_t d = dimensions();
  const Matrix<double>& kept = parameters_.covariances;
  const double* from = kept.row(parameters_.kind == MixtureCovariance::tied ? 0 : k);
  Matrix<double> full(d, d);
  for (std::ptrdiff_t i = 0; i < d; ++i) {
    if (parameters_.kind == MixtureCovariance::spherical) full(i, i) = from[0];
    if (parameters_.kind == MixtureCovariance::diagonal) full(i, i) = from[i];
    if (kept.cols() == d * d && parameters_.kind != MixtureCovariance::diagonal &&
        parameters_.kind != MixtureCovariance::spherical)
      std::copy_n(from + i * d, d, full.row(i));
  }
  return full;
}

int GaussianMixture::free_parameters() const {
  const int K = components(), d = static_cast<int>(dimensions());
  int covariances = K;  // spherical
  if (parameters_.kind == MixtureCovariance::full) covariances = K * d * (d + 1) / 2;
  if (parameters_.kind == MixtureCovariance::tied) covariances = d * (d + 1) / 2;
  if (parameters_.kind == MixtureCovariance::diagonal) covariances = K * d;
  return K - 1 + K * d + covariances;
}

void GaussianMixture::factorise() {
  const std::ptrdiff_t d = dimensions();
  factors_.resize(components(), d * d);
  constants_.assign(parameters_.weights.size(), 0.0);
  is_valid_ = true;
  for (int k = 0; k < components(); ++k) {
    const Matrix<double> full = covariance(k);
    double* factor = factors_.row(k);
    std::copy_n(full.data(), d * d, factor);
    const bool is_definite = invert_cholesky(factor, d);
    double log_root = 0;  // log |L⁻¹|
    for (std::ptrdiff_t j = 0; j < d; ++j) log_root += math::log(factor[j * d + j]);
    is_valid_ = is_valid_ && is_definite && std::isfinite(log_root);
    constants_[static_cast<std::size_t>(k)] = is_definite
                                                  ? math::log(parameters_.weights[static_cast<std::size_t>(k)]) -
                                                        0.5 * math::kLogTwoPi * static_cast<double>(d) + log_root
                                                  : std::numeric_limits<double>::quiet_NaN();
  }
}

void GaussianMixture::log_joint(ConstMatrixView<double> Xt, MatrixView<double> out) const {
  const std::ptrdiff_t d = dimensions();
  Matrix<double> centred(d, kChunk);
  std::array<double, kChunk> y;
  for (std::ptrdiff_t first = 0; first < Xt.cols; first += kChunk) {
    const std::ptrdiff_t count = std::min(kChunk, Xt.cols - first);
    for (int k = 0; k < components(); ++k) {
      const double constant = constants_[static_cast<std::size_t>(k)];
      const double* factor = factors_.row(k);
      double* to = out.row(k) + first;
      std::fill_n(to, count, 0.0);
      for (std::ptrdiff_t j = 0; j < d; ++j) {
        const double mean = parameters_.means(k, j);
        const double* x = Xt.row(j) + first;
        double* t = centred.row(j);
        const double scale = factor[j * d + j];
        for (std::ptrdiff_t i = 0; i < count; ++i) {
          t[i] = x[i] - mean;
          y[static_cast<std::size_t>(i)] = scale * t[i];
        }
        for (std::ptrdiff_t l = 0; l < j; ++l) {
          const double part = factor[j * d + l];
          if (part == 0) continue;
          const double* s = centred.row(l);
          for (std::ptrdiff_t i = 0; i < count; ++i) y[static_cast<std::size_t>(i)] += part * s[i];
        }
        for (std::ptrdiff_t i = 0; i < count; ++i)
          to[i] += y[static_cast<std::size_t>(i)] * y[static_cast<std::size_t>(i)];
      }
      for (std::ptrdiff_t i = 0; i < count; ++i) to[i] = constant - 0.5 * to[i];
    }
  }
}

void GaussianMixture::log_density(ConstMatrixView<double> X, std::span<double> out) const {
  const Matrix<double> Xt = with_features_as_rows(X);
  Matrix<double> joint(components(), X.rows);
  log_joint(Xt, joint);
  normalise(joint, out);
}

MixtureFit::MixtureFit(ConstMatrixView<double> X, MixtureParameters start, double least_variance)
    : Xt_(with_features_as_rows(X)),
      least_variance_(least_variance),
      mixture_(std::move(start)),
      responsibilities_(mixture_.components(), X.rows) {
  expect();
}

void MixtureFit::expect() {
  std::vector<double> log_densities(static_cast<std::size_t>(size()));
  mixture_.log_joint(Xt_, responsibilities_);
  normalise(responsibilities_, log_densities);
  log_likelihood_ = math::sum(log_densities);
}

double MixtureFit::bic() const {
  return -2 * log_likelihood_ + mixture_.free_parameters() * math::log(static_cast<double>(size()));
}

void MixtureFit::maximise() {
  MixtureParameters& to = mixture_.parameters_;
  const std::ptrdiff_t d = Xt_.rows(), K = responsibilities_.rows();
  const auto n = static_cast<std::size_t>(size());
  if (to.kind == MixtureCovariance::tied) to.covariances.fill(0);
  double total = 0;
  for (std::ptrdiff_t k = 0; k < K; ++k) {
    const std::span<const double> r(responsibilities_.row(k), n);
    const double count = math::sum(r);
    total += count;
    to.weights[static_cast<std::size_t>(k)] = count;
    if (!(count > 1e-12)) continue;
    for (std::ptrdiff_t j = 0; j < d; ++j) to.means(k, j) = math::dot(r, {Xt_.row(j), n}) / count;
    std::vector<double> covariance(static_cast<std::size_t>(d * d));
    scatter(k, covariance);
    double* out = to.covariances.row(to.kind == MixtureCovariance::tied ? 0 : k);
    if (to.kind == MixtureCovariance::spherical) out[0] = least_variance_;
    for (std::ptrdiff_t i = 0; i < d; ++i) {
      const double variance = covariance[static_cast<std::size_t>(i * d + i)] / count;
      if (to.kind == MixtureCovariance::diagonal) out[i] = variance + least_variance_;
      if (to.kind == MixtureCovariance::spherical) out[0] += variance / static_cast<double>(d);
    }
    for (std::size_t i = 0; i < covariance.size(); ++i) {
      if (to.kind == MixtureCovariance::tied) out[i] += covariance[i] / static_cast<double>(n);
      if (to.kind == MixtureCovariance::full)
        out[i] = covariance[i] / count + (i % static_cast<std::size_t>(d + 1) == 0 ? least_variance_ : 0.0);
    }
  }
  for (double& weight : to.weights) weight /= total;
  if (to.kind == MixtureCovariance::tied)
    for (std::ptrdiff_t i = 0; i < d; ++i) to.covariances(0, i * d + i) += least_variance_;
  mixture_.factorise();
}

// out  d × d  overwritten with Σ_i r_k(x_i) (x_i − μ_k)(x_i − μ_k)ᵀ; of kinds without correlations the diagonal alone
void MixtureFit::scatter(std::ptrdiff_t k, std::span<double> out) const {
  const MixtureParameters& now = mixture_.parameters();
  const std::ptrdiff_t d = Xt_.rows();
  const bool has_correlations = now.kind == MixtureCovariance::full || now.kind == MixtureCovariance::tied;
  std::fill(out.begin(), out.end(), 0.0);
  Matrix<double> centred(d, kChunk);
  std::array<double, kChunk> weighted;
  for (std::ptrdiff_t first = 0; first < Xt_.cols(); first += kChunk) {
    const std::ptrdiff_t count = std::min(kChunk, Xt_.cols() - first);
    const auto length = static_cast<std::size_t>(count);
    const double* r = responsibilities_.row(k) + first;
    for (std::ptrdiff_t a = 0; a < d; ++a) {
      const double mean = now.means(k, a);
      const double* x = Xt_.row(a) + first;
      double* t = centred.row(a);
      for (std::ptrdiff_t i = 0; i < count; ++i) {
        t[i] = x[i] - mean;
        weighted[static_cast<std::size_t>(i)] = r[i] * t[i];
      }
      for (std::ptrdiff_t b = has_correlations ? 0 : a; b <= a; ++b)
        out[static_cast<std::size_t>(a * d + b)] += math::dot(std::span<const double>(weighted.data(), length),
                                                              std::span<const double>(centred.row(b), length));
    }
  }
  for (std::ptrdiff_t a = 0; a < d; ++a)
    for (std::ptrdiff_t b = 0; b < a; ++b)
      out[static_cast<std::size_t>(b * d + a)] = out[static_cast<std::size_t>(a * d + b)];
}

MixtureParameters mixture_around(ConstMatrixView<double> X, Matrix<double> means, MixtureCovariance kind) {
  const std::ptrdiff_t K = means.rows(), d = X.cols;
  double square = 0;
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    double nearest = std::numeric_limits<double>::infinity();
    for (std::ptrdiff_t k = 0; k < K; ++k) {
      double distance2 = 0;
      for (std::ptrdiff_t j = 0; j < d; ++j) distance2 += (X(i, j) - means(k, j)) * (X(i, j) - means(k, j));
      nearest = std::min(nearest, distance2);
    }
    square += nearest;
  }
  const double variance = std::max(square / static_cast<double>(std::max<std::ptrdiff_t>(X.rows * d, 1)), 1e-12);
  MixtureParameters start;
  start.kind = kind;
  start.weights.assign(static_cast<std::size_t>(K), 1.0 / static_cast<double>(K));
  start.means = std::move(means);
  const bool has_matrix = kind == MixtureCovariance::full || kind == MixtureCovariance::tied;
  const std::ptrdiff_t width = has_matrix ? d * d : kind == MixtureCovariance::diagonal ? d : 1;
  start.covariances = Matrix<double>(kind == MixtureCovariance::tied ? 1 : K, width, has_matrix ? 0.0 : variance);
  for (std::ptrdiff_t k = 0; has_matrix && k < start.covariances.rows(); ++k)
    for (std::ptrdiff_t j = 0; j < d; ++j) start.covariances(k, j * d + j) = variance;
  return start;
}

}  // namespace lectern::cluster
