#include "core/ml/zoo/reservoir.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/math/elementary.h"
#include "core/math/linear_algebra.h"
#include "core/ml/zoo/extreme_learning.h"

namespace lectern::zoo {

double spectral_radius(ConstMatrixView<double> A) {
  // log |A^m| / m with m = 2^40: what is left of the first factor is below the rounding.
  constexpr int kSquarings = 40;
  Matrix<double> power(A.rows, A.cols);
  for (std::ptrdiff_t i = 0; i < A.rows; ++i) std::copy_n(A.row(i), A.cols, power.row(i));
  double logarithm = 0, share = 1;
  for (int k = 0; k <= kSquarings; ++k) {
    double largest = 0;
    for (std::ptrdiff_t i = 0; i < power.size(); ++i) largest = std::max(largest, std::fabs(power.data()[i]));
    if (largest == 0) return 0;
    for (std::ptrdiff_t i = 0; i < power.size(); ++i) power.data()[i] /= largest;
    logarithm += share * math::log(largest);
    share /= 2;
    power = product(power, power);
  }
  return math::exp(logarithm);
}

EchoState::EchoState(Matrix<double> W, Matrix<double> W_in, std::vector<double> x, double leak)
    : W_(std::move(W)), W_in_(std::move(W_in)), x_(std::move(x)), next_(x_.size()), leak_(leak) {}

EchoState EchoState::random(int units, int inputs, double radius, double leak, double input_scale, Rng& rng) {
  Matrix<double> W(units, units), W_in(units, 1 + inputs);
  for (std::ptrdiff_t i = 0; i < W.size(); ++i) {
    const bool is_there = rng.uniform() < 0.1;
    const double weight = rng.uniform(-1, 1);
    W.data()[i] = is_there ? weight : 0;
  }
  for (std::ptrdiff_t i = 0; i < W_in.size(); ++i) W_in.data()[i] = input_scale * rng.uniform(-1, 1);
  // Powers of a random matrix settle slowly, but its radius need not be known to many digits here.
  std::vector<double> v(static_cast<std::size_t>(units), 1), next(v.size());
  double logarithm = 0;
  constexpr int kIterations = 400, kSettled = 100;
  for (int k = 0; k < kIterations; ++k) {
    double norm = 0;
    for (std::ptrdiff_t i = 0; i < units; ++i) {
      double sum = 0;
      for (std::ptrdiff_t j = 0; j < units; ++j) sum += W(i, j) * v[static_cast<std::size_t>(j)];
      next[static_cast<std::size_t>(i)] = sum;
      norm += sum * sum;
    }
    norm = std::sqrt(norm);
    if (norm == 0) break;
    for (std::size_t i = 0; i < v.size(); ++i) v[i] = next[i] / norm;
    if (k == 0) norm = 1;
    if (k >= kSettled) logarithm += math::log(norm);
  }
  const double rho = math::exp(logarithm / (kIterations - kSettled));
  if (rho > 0)
    for (std::ptrdiff_t i = 0; i < W.size(); ++i) W.data()[i] *= radius / rho;
  return {std::move(W), std::move(W_in), std::vector<double>(static_cast<std::size_t>(units)), leak};
}

void EchoState::listen(std::span<const double> u) {
  const auto R = static_cast<std::ptrdiff_t>(x_.size());
  for (std::ptrdiff_t i = 0; i < R; ++i) {
    double sum = W_in_(i, 0);
    for (std::size_t j = 0; j < u.size(); ++j) sum += W_in_(i, static_cast<std::ptrdiff_t>(j) + 1) * u[j];
    const double* row = W_.row(i);
    for (std::ptrdiff_t j = 0; j < R; ++j) sum += row[j] * x_[static_cast<std::size_t>(j)];
    next_[static_cast<std::size_t>(i)] = (1 - leak_) * x_[static_cast<std::size_t>(i)] + leak_ * math::tanh(sum);
  }
  std::swap(x_, next_);
}

Matrix<double> EchoState::run(ConstMatrixView<double> U) {
  Matrix<double> Z(U.rows, 1 + U.cols + static_cast<std::ptrdiff_t>(x_.size()));
  for (std::ptrdiff_t t = 0; t < U.rows; ++t) {
    listen({U.row(t), static_cast<std::size_t>(U.cols)});
    Z(t, 0) = 1;
    std::copy_n(U.row(t), U.cols, Z.row(t) + 1);
    std::copy(x_.begin(), x_.end(), Z.row(t) + 1 + U.cols);
  }
  return Z;
}

void EchoState::fit(ConstMatrixView<double> Z, ConstMatrixView<double> Y, int washout, double ridge) {
  const std::ptrdiff_t rows = Z.rows - washout;
  out_ = ridge_output(Z.rows_range(washout, rows), Y.rows_range(washout, rows), ridge);
}

void EchoState::read(std::span<const double> u, std::span<double> y) const {
  for (std::size_t o = 0; o < y.size(); ++o) {
    const auto column = static_cast<std::ptrdiff_t>(o);
    double sum = out_(0, column);
    for (std::size_t j = 0; j < u.size(); ++j) sum += out_(static_cast<std::ptrdiff_t>(1 + j), column) * u[j];
    for (std::size_t i = 0; i < x_.size(); ++i)
      sum += out_(static_cast<std::ptrdiff_t>(1 + u.size() + i), column) * x_[i];
    y[o] = sum;
  }
}

Liquid::Liquid(int neurons, int channels, double strength, Rng& rng)
    : W_(neurons, neurons),
      W_in_(neurons, channels),
      v_(static_cast<std::size_t>(neurons)),
      trace_(v_.size()),
      fired_(v_.size()),
      before_(v_.size()) {
  for (std::ptrdiff_t i = 0; i < neurons; ++i) {
    for (std::ptrdiff_t j = 0; j < neurons; ++j) {
      const bool is_there = rng.uniform() < 0.1;
      const double weight = rng.uniform() * (j % 5 == 4 ? -4 : 1);
      if (is_there && i != j) W_(i, j) = strength * weight;
    }
    for (std::ptrdiff_t c = 0; c < channels; ++c) {
      const bool is_there = rng.uniform() < 0.3;
      const double weight = rng.uniform(0.3, 1.1);
      if (is_there) W_in_(i, c) = weight;
    }
  }
}

void Liquid::rest() {
  std::fill(v_.begin(), v_.end(), 0.0);
  std::fill(trace_.begin(), trace_.end(), 0.0);
  std::fill(fired_.begin(), fired_.end(), char(0));
}

void Liquid::listen(std::span<const char> spikes) {
  constexpr double kDecay = 0.967, kTraceDecay = 0.967;  // e^(−1 ms / 30 ms)
  before_ = fired_;
  for (std::size_t i = 0; i < v_.size(); ++i) {
    const auto row = static_cast<std::ptrdiff_t>(i);
    double v = kDecay * v_[i];
    for (std::size_t c = 0; c < spikes.size(); ++c)
      if (spikes[c]) v += W_in_(row, static_cast<std::ptrdiff_t>(c));
    for (std::size_t j = 0; j < before_.size(); ++j)
      if (before_[j]) v += W_(row, static_cast<std::ptrdiff_t>(j));
    fired_[i] = v >= 1;
    v_[i] = fired_[i] ? 0 : v;
    trace_[i] = kTraceDecay * trace_[i] + (fired_[i] ? 1 : 0);
  }
}

}  // namespace lectern::zoo
