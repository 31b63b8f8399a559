#include "core/ml/nn/unit_correlations.h"

#include <cmath>
#include <limits>
#include <vector>

namespace lectern::nn {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kLeastVariance = 1e-12;

// C  h × h, overwritten with the covariance of the columns, divided by n; returns their means
std::vector<double> covariance(ConstMatrixView<float> A, Matrix<double>& C) {
  const std::ptrdiff_t n = A.rows, h = A.cols;
  C.resize(h, h);
  std::vector<double> mean(static_cast<std::size_t>(h), 0), centred(static_cast<std::size_t>(h));
  for (std::ptrdiff_t i = 0; i < n; ++i)
    for (std::ptrdiff_t j = 0; j < h; ++j) mean[static_cast<std::size_t>(j)] += static_cast<double>(A(i, j));
  for (double& value : mean) value /= static_cast<double>(n);
  for (std::ptrdiff_t j = 0; j < h; ++j)
    for (std::ptrdiff_t k = 0; k < h; ++k) C(j, k) = 0;
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    for (std::ptrdiff_t j = 0; j < h; ++j) {
      const auto at = static_cast<std::size_t>(j);
      centred[at] = static_cast<double>(A(i, j)) - mean[at];
    }
    for (std::ptrdiff_t j = 0; j < h; ++j)
      for (std::ptrdiff_t k = 0; k <= j; ++k)
        C(j, k) += centred[static_cast<std::size_t>(j)] * centred[static_cast<std::size_t>(k)] / static_cast<double>(n);
  }
  for (std::ptrdiff_t j = 0; j < h; ++j)
    for (std::ptrdiff_t k = 0; k < j; ++k) C(k, j) = C(j, k);
  return mean;
}

}  // namespace

void unit_correlations(ConstMatrixView<float> A, Matrix<double>& R, double dropout) {
  const std::vector<double> mean = covariance(A, R);
  std::vector<double> deviation;
  for (std::ptrdiff_t j = 0; j < R.rows(); ++j) {
    const double variance = R(j, j), of_mean = mean[static_cast<std::size_t>(j)] * mean[static_cast<std::size_t>(j)];
    deviation.push_back(variance > kLeastVariance ? std::sqrt(variance + (variance + of_mean) * dropout / (1 - dropout))
                                                  : kNone);
  }
  for (std::ptrdiff_t j = 0; j < R.rows(); ++j)
    for (std::ptrdiff_t k = 0; k < R.cols(); ++k) {
      const double both = deviation[static_cast<std::size_t>(j)] * deviation[static_cast<std::size_t>(k)];
      R(j, k) = j == k && !std::isnan(both) ? 1 : R(j, k) / both;
    }
}

double mean_correlation(const Matrix<double>& R) {
  double sum = 0, pairs = 0;
  for (std::ptrdiff_t j = 0; j < R.rows(); ++j)
    for (std::ptrdiff_t k = 0; k < j; ++k) {
      if (std::isnan(R(j, k))) continue;
      sum += std::fabs(R(j, k));
      pairs += 1;
    }
  return pairs > 0 ? sum / pairs : kNone;
}

double varied_directions(ConstMatrixView<float> A) {
  Matrix<double> C;
  covariance(A, C);
  double trace = 0, squares = 0;
  for (std::ptrdiff_t j = 0; j < C.rows(); ++j) {
    trace += C(j, j);
    for (std::ptrdiff_t k = 0; k < C.cols(); ++k) squares += C(j, k) * C(j, k);
  }
  return trace > kLeastVariance ? trace * trace / squares : kNone;
}

}  // namespace lectern::nn
