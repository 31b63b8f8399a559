#pragma once

#include <optional>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"

// Decompositions of small dense double matrices, by Eigen compiled so that the order of its sums does not
// depend on the machine: no vectorisation, no threads, fixed block sizes. Not for training loops.
namespace lectern {

// C = op(A)·op(B), summed over k in ascending order.
Matrix<double> product(ConstMatrixView<double> A, ConstMatrixView<double> B);
Matrix<double> product_transposed_first(ConstMatrixView<double> A, ConstMatrixView<double> B);  // AᵀB
Matrix<double> transposed(ConstMatrixView<double> A);

// Solves A·X = B for a symmetric positive definite A (d × d) by LDLᵀ; B is d × k.
// Nothing if A is not positive definite to working precision.
std::optional<Matrix<double>> solve_positive_definite(ConstMatrixView<double> A, ConstMatrixView<double> B);

// Solves A·X = B for a square A by LU with partial pivoting; nothing if A is singular to working precision.
std::optional<Matrix<double>> solve_square(ConstMatrixView<double> A, ConstMatrixView<double> B);

// The least-squares solution of A·X = B of smallest norm, by a complete orthogonal decomposition
// (Householder QR with column pivoting). A is m × d, B m × k, the result d × k.
Matrix<double> least_squares_by_qr(ConstMatrixView<double> A, ConstMatrixView<double> B);

// Thin singular value decomposition A = U·diag(s)·Vᵀ; A is m × d, r = min(m, d).
struct Svd {
  Matrix<double> U;       // m × r
  std::vector<double> s;  // r, descending
  Matrix<double> V;       // d × r

  auto state() const { return std::tie(U, s, V); }
};
Svd singular_values(ConstMatrixView<double> A);

// Moore–Penrose inverse by the singular value decomposition; singular values below
// relative_cutoff · s_max count as zero. relative_cutoff < 0: machine epsilon · max(m, d).
struct PseudoInverse {
  Matrix<double> inverse;  // d × m
  int rank = 0;

  auto state() const { return std::tie(inverse, rank); }
};
PseudoInverse pseudo_inverse(ConstMatrixView<double> A, double relative_cutoff = -1);

// Eigenvalues (ascending) and orthonormal eigenvectors (columns) of a symmetric A, d × d.
struct SymmetricEigen {
  std::vector<double> values;  // d
  Matrix<double> vectors;      // d × d, column j belongs to values[j]

  auto state() const { return std::tie(values, vectors); }
};
SymmetricEigen symmetric_eigen(ConstMatrixView<double> A);

// A·v = λ·B·v with symmetric A and symmetric positive definite B; vectors satisfy vᵀ·B·v = 1.
// Nothing if B is not positive definite.
std::optional<SymmetricEigen> generalised_symmetric_eigen(ConstMatrixView<double> A, ConstMatrixView<double> B);

// Cholesky factor of a covariance-like matrix with what densities need of it.
struct PositiveDefinite {
  Matrix<double> lower;    // L with A = L·Lᵀ
  Matrix<double> inverse;  // A⁻¹
  double log_determinant = 0;

  auto state() const { return std::tie(lower, inverse, log_determinant); }
};
std::optional<PositiveDefinite> factor_positive_definite(ConstMatrixView<double> A);

}  // namespace lectern
