#include "core/ml/linear/features.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"
#include "core/math/rng.h"

namespace lectern::linear {
namespace {

constexpr double kPi = 3.141592653589793;

}  // namespace

Matrix<double> polynomial_features(std::span<const double> x, int degree) {
  Matrix<double> features(static_cast<std::ptrdiff_t>(x.size()), degree + 1);
  for (std::ptrdiff_t i = 0; i < features.rows(); ++i) {
    double power = 1;
    for (int k = 0; k <= degree; ++k) {
      features(i, k) = power;
      power *= x[static_cast<std::size_t>(i)];
    }
  }
  return features;
}

Matrix<double> chebyshev_features(std::span<const double> x, int degree, double low, double high) {
  Matrix<double> features(static_cast<std::ptrdiff_t>(x.size()), degree + 1);
  for (std::ptrdiff_t i = 0; i < features.rows(); ++i) {
    const double u = (2 * x[static_cast<std::size_t>(i)] - low - high) / (high - low);
    double previous = 1, current = u;
    for (int k = 0; k <= degree; ++k) {
      features(i, k) = previous;
      const double next = 2 * u * current - previous;
      previous = current;
      current = next;
    }
  }
  return features;
}

Matrix<double> cosine_features(std::span<const double> x, int count, double low, double high) {
  Matrix<double> features(static_cast<std::ptrdiff_t>(x.size()), count);
  for (std::ptrdiff_t i = 0; i < features.rows(); ++i) {
    const double phase = kPi * (x[static_cast<std::size_t>(i)] - low) / (high - low);
    for (int k = 0; k < count; ++k) features(i, k) = math::cos((k + 1) * phase);
  }
  return features;
}

RandomReluFeatures::RandomReluFeatures(std::ptrdiff_t inputs, int count, std::uint64_t seed, double leak)
    : weights_(inputs, count), leak_(leak) {
  const Rng root(seed);
  for (std::ptrdiff_t k = 0; k < count; ++k) {
    Rng rng = root.split(static_cast<std::uint64_t>(k));
    double norm2 = 0;
    for (std::ptrdiff_t j = 0; j < inputs; ++j) {
      weights_(j, k) = rng.normal();
      norm2 += weights_(j, k) * weights_(j, k);
    }
    const double scale = norm2 > 0 ? 1 / std::sqrt(norm2) : 0.0;
    for (std::ptrdiff_t j = 0; j < inputs; ++j) weights_(j, k) *= scale;
    offsets_.push_back(rng.uniform(-1, 1));
  }
}

Matrix<double> RandomReluFeatures::operator()(ConstMatrixView<double> X) const {
  const std::ptrdiff_t count = weights_.cols();
  Matrix<double> features(X.rows, count);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    double* z = features.row(i);
    std::copy(offsets_.begin(), offsets_.end(), z);
    for (std::ptrdiff_t j = 0; j < X.cols; ++j) {
      const double x = X(i, j);
      const double* w = weights_.row(j);
      for (std::ptrdiff_t k = 0; k < count; ++k) z[k] += w[k] * x;
    }
    for (std::ptrdiff_t k = 0; k < count; ++k) z[k] = z[k] > 0 ? z[k] : leak_ * z[k];
  }
  return features;
}

Matrix<double> with_intercept_column(ConstMatrixView<double> X) {
  Matrix<double> result(X.rows, X.cols + 1);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    result(i, 0) = 1;
    for (std::ptrdiff_t j = 0; j < X.cols; ++j) result(i, j + 1) = X(i, j);
  }
  return result;
}

}  // namespace lectern::linear
