#define EIGEN_DONT_VECTORIZE
#define EIGEN_DONT_PARALLELIZE
#include "core/math/linear_algebra.h"

#include <Eigen/Dense>
#include <limits>

#include "core/math/elementary.h"

namespace lectern {
namespace {

using EigenMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using EigenMap = Eigen::Map<const EigenMatrix, 0, Eigen::OuterStride<>>;

// Eigen reads the machine's cache sizes to choose its block sizes, and with them the order of its sums.
void fix_block_sizes() {
  static const bool fixed = [] {
    Eigen::setCpuCacheSizes(32 * 1024, 256 * 1024, 2 * 1024 * 1024);
    return true;
  }();
  static_cast<void>(fixed);
}

EigenMap map(ConstMatrixView<double> A) {
  fix_block_sizes();
  return {A.data, A.rows, A.cols, Eigen::OuterStride<>(A.stride)};
}

template <typename Expression>
Matrix<double> own(const Expression& expression) {
  Matrix<double> result(expression.rows(), expression.cols());
  Eigen::Map<EigenMatrix>(result.data(), result.rows(), result.cols()) = expression;
  return result;
}

std::vector<double> own_vector(const Eigen::VectorXd& values) { return {values.data(), values.data() + values.size()}; }

}  // namespace

Matrix<double> product(ConstMatrixView<double> A, ConstMatrixView<double> B) { return own(map(A).lazyProduct(map(B))); }

Matrix<double> product_transposed_first(ConstMatrixView<double> A, ConstMatrixView<double> B) {
  return own(map(A).transpose().lazyProduct(map(B)));
}

Matrix<double> transposed(ConstMatrixView<double> A) { return own(map(A).transpose()); }

std::optional<Matrix<double>> solve_positive_definite(ConstMatrixView<double> A, ConstMatrixView<double> B) {
  const Eigen::LDLT<EigenMatrix> factored(map(A));
  const auto diagonal = factored.vectorD();
  const double smallest_allowed =
      diagonal.cwiseAbs().maxCoeff() * std::numeric_limits<double>::epsilon() * static_cast<double>(A.rows);
  if (factored.info() != Eigen::Success || !(diagonal.minCoeff() > smallest_allowed)) return std::nullopt;
  return own(factored.solve(map(B)));
}

std::optional<Matrix<double>> solve_square(ConstMatrixView<double> A, ConstMatrixView<double> B) {
  const Eigen::PartialPivLU<EigenMatrix> factored(map(A));
  const auto pivots = factored.matrixLU().diagonal().cwiseAbs();
  const double smallest_allowed =
      pivots.maxCoeff() * std::numeric_limits<double>::epsilon() * static_cast<double>(A.rows);
  if (!(pivots.minCoeff() > smallest_allowed)) return std::nullopt;
  return own(factored.solve(map(B)));
}

Matrix<double> least_squares_by_qr(ConstMatrixView<double> A, ConstMatrixView<double> B) {
  return own(Eigen::CompleteOrthogonalDecomposition<EigenMatrix>(map(A)).solve(map(B)));
}

Svd singular_values(ConstMatrixView<double> A) {
  const Eigen::BDCSVD<Eigen::MatrixXd> svd(map(A), Eigen::ComputeThinU | Eigen::ComputeThinV);
  return {own(svd.matrixU()), own_vector(svd.singularValues()), own(svd.matrixV())};
}

PseudoInverse pseudo_inverse(ConstMatrixView<double> A, double relative_cutoff) {
  if (A.size() == 0) return {Matrix<double>(A.cols, A.rows), 0};
  if (relative_cutoff < 0) {
    relative_cutoff = std::numeric_limits<double>::epsilon() * static_cast<double>(A.rows > A.cols ? A.rows : A.cols);
  }
  const Svd svd = singular_values(A);
  const double cutoff = relative_cutoff * svd.s.front();
  PseudoInverse result;
  Matrix<double> scaled_V = svd.V;  // V·diag(1/s), columns of vanishing singular values zeroed
  for (std::ptrdiff_t j = 0; j < scaled_V.cols(); ++j) {
    const double s = svd.s[static_cast<std::size_t>(j)];
    const bool counts = s > cutoff;
    if (counts) ++result.rank;
    for (std::ptrdiff_t i = 0; i < scaled_V.rows(); ++i) scaled_V(i, j) = counts ? scaled_V(i, j) / s : 0.0;
  }
  result.inverse = product(scaled_V, transposed(svd.U));
  return result;
}

SymmetricEigen symmetric_eigen(ConstMatrixView<double> A) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(map(A));
  return {own_vector(solver.eigenvalues()), own(solver.eigenvectors())};
}

std::optional<SymmetricEigen> generalised_symmetric_eigen(ConstMatrixView<double> A, ConstMatrixView<double> B) {
  const Eigen::MatrixXd left = map(A), right = map(B);
  if (Eigen::LLT<Eigen::MatrixXd>(right).info() != Eigen::Success) return std::nullopt;
  const Eigen::GeneralizedSelfAdjointEigenSolver<Eigen::MatrixXd> solver(left, right);
  return SymmetricEigen{own_vector(solver.eigenvalues()), own(solver.eigenvectors())};
}

std::optional<PositiveDefinite> factor_positive_definite(ConstMatrixView<double> A) {
  const Eigen::LLT<EigenMatrix> factored(map(A));
  if (factored.info() != Eigen::Success) return std::nullopt;
  PositiveDefinite result;
  const EigenMatrix lower = factored.matrixL();
  result.lower = own(lower);
  result.inverse = own(factored.solve(EigenMatrix::Identity(A.rows, A.rows)));
  for (std::ptrdiff_t i = 0; i < A.rows; ++i) result.log_determinant += 2 * math::log(lower(i, i));
  return result;
}

}  // namespace lectern
