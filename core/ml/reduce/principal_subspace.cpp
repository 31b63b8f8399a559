#include "core/ml/reduce/principal_subspace.h"

#include <algorithm>
#include <cmath>

#include "core/math/linear_algebra.h"
#include "core/math/rng.h"
#include "core/simd/gemm.h"

namespace lectern::reduce {
namespace {

constexpr int kIterations = 60, kSpare = 4;

double dot(const float* a, const float* b, std::ptrdiff_t d) {
  double sum = 0;
  for (std::ptrdiff_t j = 0; j < d; ++j) sum += static_cast<double>(a[j]) * static_cast<double>(b[j]);
  return sum;
}

Matrix<float> centred(ConstMatrixView<float> X, const std::vector<float>& mean) {
  Matrix<float> result(X.rows, X.cols);
  for (std::ptrdiff_t i = 0; i < X.rows; ++i)
    for (std::ptrdiff_t j = 0; j < X.cols; ++j) result(i, j) = X(i, j) - mean[static_cast<std::size_t>(j)];
  return result;
}

}  // namespace

void orthonormalise_rows(Matrix<float>& A) {
  const std::ptrdiff_t d = A.cols();
  for (std::ptrdiff_t r = 0; r < A.rows(); ++r) {
    float* row = A.row(r);
    const double before = std::sqrt(dot(row, row, d));
    for (int pass = 0; pass < 2; ++pass)
      for (std::ptrdiff_t q = 0; q < r; ++q) {
        const auto along = static_cast<float>(dot(row, A.row(q), d));
        for (std::ptrdiff_t j = 0; j < d; ++j) row[j] -= along * A(q, j);
      }
    const double left = std::sqrt(dot(row, row, d));
    const auto scale = static_cast<float>(left > 1e-6 * before ? 1 / left : 0);
    for (std::ptrdiff_t j = 0; j < d; ++j) row[j] *= scale;
  }
}

void PrincipalSubspace::encode(ConstMatrixView<float> X, MatrixView<float> Z) const {
  simd::gemm<float>(centred(X, mean), directions, nullptr, Z, {.transpose_b = simd::Transpose::yes});
}

double PrincipalSubspace::squared_error(ConstMatrixView<float> X) const {
  const Matrix<float> C = centred(X, mean);
  Matrix<float> Z(X.rows, directions.rows());
  simd::gemm<float>(C, directions, nullptr, Z, {.transpose_b = simd::Transpose::yes});
  const double all = dot(C.data(), C.data(), C.size()), kept = dot(Z.data(), Z.data(), Z.size());
  return std::max(all - kept, 0.0) / static_cast<double>(std::max<std::ptrdiff_t>(C.size(), 1));
}

PrincipalSubspace principal_subspace(ConstMatrixView<float> X, int k, ThreadPool* pool) {
  const std::ptrdiff_t n = X.rows, d = X.cols, m = std::min<std::ptrdiff_t>(k + kSpare, d);
  PrincipalSubspace found;
  found.mean.resize(static_cast<std::size_t>(d));
  for (std::ptrdiff_t j = 0; j < d; ++j) {
    double sum = 0;
    for (std::ptrdiff_t i = 0; i < n; ++i) sum += static_cast<double>(X(i, j));
    found.mean[static_cast<std::size_t>(j)] = static_cast<float>(sum / static_cast<double>(n));
  }
  const Matrix<float> C = centred(X, found.mean);
  Matrix<float> covariance(d, d);
  simd::gemm<float>(C, C, nullptr, covariance, {.transpose_a = simd::Transpose::yes}, pool);
  const float by_n = 1 / static_cast<float>(n);
  for (std::ptrdiff_t i = 0; i < covariance.size(); ++i) covariance.data()[i] *= by_n;

  Matrix<float> Q(m, d), moved(m, d);
  Rng rng(0);
  rng.fill_normal({Q.data(), static_cast<std::size_t>(Q.size())}, 0, 1);
  orthonormalise_rows(Q);
  for (int i = 0; i < kIterations; ++i) {
    simd::gemm<float>(Q, covariance, nullptr, moved, {}, pool);
    std::swap(Q, moved);
    orthonormalise_rows(Q);
  }
  simd::gemm<float>(Q, covariance, nullptr, moved, {}, pool);
  Matrix<double> small(m, m);
  for (std::ptrdiff_t a = 0; a < m; ++a)
    for (std::ptrdiff_t b = 0; b <= a; ++b) small(a, b) = small(b, a) = dot(Q.row(a), moved.row(b), d);
  const SymmetricEigen ritz = symmetric_eigen(small);
  found.directions.resize(k, d);
  found.directions.fill(0);
  for (int r = 0; r < k; ++r) {
    const std::ptrdiff_t column = m - 1 - r;
    found.variance.push_back(std::max(ritz.values[static_cast<std::size_t>(column)], 0.0));
    float* row = found.directions.row(r);
    for (std::ptrdiff_t a = 0; a < m; ++a)
      for (std::ptrdiff_t j = 0; j < d; ++j) row[j] += static_cast<float>(ritz.vectors(a, column)) * Q(a, j);
    const float* largest = std::max_element(row, row + d, [](float a, float b) { return std::fabs(a) < std::fabs(b); });
    if (*largest < 0) std::transform(row, row + d, row, [](float v) { return -v; });
  }
  return found;
}

}  // namespace lectern::reduce
