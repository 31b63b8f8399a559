#include "core/ml/linear/batch_noise.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/math/elementary.h"
#include "core/math/linear_algebra.h"

namespace lectern::linear {
namespace {

constexpr int kBisections = 14;
constexpr double kForgotten = 0.01;  // of the noise: what may be left of the start when counting begins

// Whether a symmetric matrix, given as p² numbers, is positive definite.
bool is_positive_definite(const double* values, std::ptrdiff_t p) {
  Matrix<double> A(p, p);
  for (std::ptrdiff_t i = 0; i < p; ++i)
    for (std::ptrdiff_t j = 0; j < p; ++j) A(i, j) = 0.5 * (values[i * p + j] + values[j * p + i]);
  for (std::ptrdiff_t i = 0; i < A.size(); ++i)
    if (!std::isfinite(A.data()[i])) return false;
  return symmetric_eigen(A).values.front() > 0;
}

// The covariance along one pair of directions while an epoch goes on, in units of that of one sample's gradient.
class PairOfDirections {
 public:
  // rho, sigma  what an update leaves of the error along each direction; eta  the learning rate; n  samples
  PairOfDirections(double rho, double sigma, double eta, double n)
      : rho_(rho), sigma_(sigma), eta_squared_(eta * eta), covariance_(n > 1 ? -1 / (n - 1) : 0) {}

  // One more update, on a batch whose own noise is this share of a sample's.
  void update(double share) {
    one_ = rho_ * one_ + 1;
    other_ = sigma_ * other_ + 1;
    both_ = rho_ * sigma_ * both_ + 1;
    own_ = rho_ * sigma_ * own_ + share;
    left_ *= rho_ * sigma_;
  }
  double left() const { return left_; }  // of the covariance at the start
  // Own noise of the batches, and −C/(n − 1) between any two of them: they have no sample in common.
  double noise() const { return eta_squared_ * (own_ + covariance_ * (one_ * other_ - both_)); }

 private:
  double rho_, sigma_, eta_squared_, covariance_;
  double one_ = 0, other_ = 0, both_ = 0, own_ = 0, left_ = 1;
};

}  // namespace

BatchNoise::BatchNoise(ConstMatrixView<double> A, std::span<const double> y, const QuadraticCost& cost)
    : cost_(cost),
      n_(static_cast<double>(A.rows)),
      gradients_(A.cols, A.cols),
      fourth_(A.cols * A.cols, A.cols * A.cols) {
  const std::ptrdiff_t p = A.cols;
  for (std::ptrdiff_t row = 0; row < A.rows; ++row) {
    const double* a = A.row(row);
    double residual = -y[static_cast<std::size_t>(row)];
    for (std::ptrdiff_t j = 0; j < p; ++j) residual += a[j] * cost.minimum()[static_cast<std::size_t>(j)];
    for (std::ptrdiff_t ij = 0; ij < p * p; ++ij) {
      const double product = 4 / n_ * a[ij / p] * a[ij % p];
      gradients_.data()[ij] += product * residual * residual;
      for (std::ptrdiff_t kl = 0; kl < p * p; ++kl) fourth_(ij, kl) += product * a[kl / p] * a[kl % p];
    }
  }
}

double BatchNoise::noise_share(int batch) const { return batch < n_ && n_ > 1 ? (n_ - batch) / (batch * (n_ - 1)) : 0; }

bool BatchNoise::has_spread(double eta) const {
  return cost_.dimension() > 0 && !cost_.is_flat_somewhere() && eta > 0 && contraction(cost_, eta) < 1;
}

// Solves L Σ = source, and for a source of 1 together with it: a positive map has a stationary covariance for one
// positive definite noise exactly if it contracts.
std::optional<Matrix<double>> BatchNoise::with_curvature_noise(const Matrix<double>& source, int batch,
                                                               double eta) const {
  const std::ptrdiff_t p = cost_.dimension();
  const Matrix<double>& H = cost_.hessian();
  const double k = noise_share(batch);
  Matrix<double> L(p * p, p * p), noise(p * p, 2);
  for (std::ptrdiff_t ij = 0; ij < p * p; ++ij) {
    const std::ptrdiff_t i = ij / p, j = ij % p;
    for (std::ptrdiff_t kl = 0; kl < p * p; ++kl) {
      const std::ptrdiff_t r = kl / p, s = kl % p;
      const double mixed = (j == s ? H(i, r) : 0) + (i == r ? H(s, j) : 0);
      L(ij, kl) = eta * mixed - eta * eta * ((1 - k) * H(i, r) * H(s, j) + k * fourth_(ij, kl));
    }
    noise(ij, 0) = source(i, j);
    noise(ij, 1) = i == j ? 1 : 0;
  }
  const std::optional<Matrix<double>> solution = solve_square(L, noise);
  if (!solution) return std::nullopt;
  Matrix<double> covariance(p, p), test(p, p);
  for (std::ptrdiff_t ij = 0; ij < p * p; ++ij) {
    covariance.data()[ij] = (*solution)(ij, 0);
    test.data()[ij] = (*solution)(ij, 1);
  }
  if (!is_positive_definite(test.data(), p)) return std::nullopt;
  return covariance;
}

std::optional<Matrix<double>> BatchNoise::independent(int batch, double eta) const {
  if (!has_spread(eta)) return std::nullopt;
  Matrix<double> source = gradients_;
  const double scale = eta * eta * noise_share(batch);
  for (std::ptrdiff_t ij = 0; ij < source.size(); ++ij) source.data()[ij] *= scale;
  return with_curvature_noise(source, batch, eta);
}

std::optional<Matrix<double>> BatchNoise::shuffled(int batch, double eta) const {
  if (!has_spread(eta)) return std::nullopt;
  const Matrix<double>& H = cost_.hessian();
  const Matrix<double> V = without_curvature_noise(batch, eta), HV = product(H, V), HVH = product(HV, H);
  Matrix<double> source(V.rows(), V.cols());
  for (std::ptrdiff_t i = 0; i < V.rows(); ++i)
    for (std::ptrdiff_t j = 0; j < V.cols(); ++j) source(i, j) = eta * (HV(i, j) + HV(j, i)) - eta * eta * HVH(i, j);
  return with_curvature_noise(source, batch, eta);
}

Matrix<double> BatchNoise::without_curvature_noise(int batch, double eta) const {
  const std::ptrdiff_t p = cost_.dimension();
  const Matrix<double>& V = cost_.directions();
  Matrix<double> in_directions = product(product_transposed_first(V, gradients_), V);
  for (std::ptrdiff_t i = 0; i < p; ++i) {
    for (std::ptrdiff_t j = 0; j < p; ++j) {
      const double lambda = cost_.curvatures()[static_cast<std::size_t>(i)];
      const double mu = cost_.curvatures()[static_cast<std::size_t>(j)];
      in_directions(i, j) *= mean_within_epoch(lambda, mu, batch, eta);
    }
  }
  return product(product(V, in_directions), transposed(V));
}

double BatchNoise::mean_within_epoch(double lambda, double mu, int batch, double eta) const {
  const PairOfDirections start(1 - eta * lambda, 1 - eta * mu, eta, n_);
  const int n = static_cast<int>(n_);
  PairOfDirections pair = start;
  for (int done = 0; done < n; done += batch) pair.update(noise_share(std::min(batch, n - done)));
  const double at_start = pair.noise() / (1 - pair.left());  // V after the epoch = V before it
  pair = start;
  double sum = 0;
  int updates = 0;
  for (int done = 0; done < n; done += batch, ++updates) {
    pair.update(noise_share(std::min(batch, n - done)));
    sum += pair.left() * at_start + pair.noise();
  }
  return sum / updates;
}

double BatchNoise::mean_square_distance(BatchOrder order, int batch, double eta) const {
  const std::optional<Matrix<double>> covariance = of(order, batch, eta);
  if (!covariance) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < covariance->rows(); ++i) sum += (*covariance)(i, i);
  return sum;
}

std::vector<BatchNoise::AtFraction> BatchNoise::distances_by_fraction(BatchOrder order, double eta, int count) const {
  std::vector<AtFraction> distances;
  const double n = std::max(1.0, n_), ratio = math::pow(n, 1.0 / (count - 1));
  double updates = n;  // of an epoch
  for (int i = 0; i < count; ++i, updates /= ratio) {
    const double batch = std::ceil(n / std::floor(updates + 0.5));
    distances.push_back({batch / n, mean_square_distance(order, static_cast<int>(batch), eta)});
  }
  return distances;
}

double BatchNoise::largest_stable_rate(int batch) const {
  double stable = 0, limit = linear::largest_stable_rate(cost_);
  if (!std::isfinite(limit) || noise_share(batch) == 0) return limit;
  if (cost_.is_flat_somewhere()) return limit;
  for (int i = 0; i < kBisections; ++i) {
    const double middle = 0.5 * (stable + limit);
    (independent(batch, middle) ? stable : limit) = middle;
  }
  return stable;
}

void StationarySpread::record(std::span<const double> theta, const QuadraticCost& cost, double eta, double expected) {
  if (!(expected > 0)) return;
  double distance2 = 0;
  for (std::size_t j = 0; j < theta.size(); ++j)
    distance2 += (theta[j] - cost.minimum()[j]) * (theta[j] - cost.minimum()[j]);
  if (to_wait_ < 0) to_wait_ = updates_until(cost, eta, kForgotten * expected / std::max(distance2, expected));
  if (to_wait_ > 0) {
    --to_wait_;
    return;
  }
  ++count_;
  sum_ += distance2;
}

}  // namespace lectern::linear
