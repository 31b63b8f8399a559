#include "core/math/linear_algebra.h"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/unit/matrices.h"

using namespace lectern;
using lectern::tests::random_matrix;

namespace {

double largest_difference(const Matrix<double>& A, const Matrix<double>& B) {
  REQUIRE(A.rows() == B.rows());
  REQUIRE(A.cols() == B.cols());
  double largest = 0;
  for (std::ptrdiff_t i = 0; i < A.size(); ++i) largest = std::max(largest, std::fabs(A.data()[i] - B.data()[i]));
  return largest;
}

}  // namespace

TEST_CASE("a positive definite system is solved, and a singular one is refused") {
  const Matrix<double> A = random_matrix(7, 4, 1);
  const Matrix<double> gram = product_transposed_first(A, A), B = random_matrix(4, 2, 2);
  const auto X = solve_positive_definite(gram, B);
  REQUIRE(X.has_value());
  CHECK(largest_difference(product(gram, *X), B) < 1e-12);

  Matrix<double> singular(2, 2, 1.0);
  CHECK_FALSE(solve_positive_definite(singular, Matrix<double>(2, 1, 1.0)).has_value());
  CHECK_FALSE(solve_square(singular, Matrix<double>(2, 1, 1.0)).has_value());
}

TEST_CASE("the pseudo-inverse satisfies the four Penrose conditions, also without full rank") {
  Matrix<double> A = random_matrix(6, 4, 3);
  for (std::ptrdiff_t i = 0; i < 6; ++i) A(i, 3) = A(i, 0) - 2 * A(i, 1);
  const PseudoInverse P = pseudo_inverse(A);
  CHECK(P.rank == 3);
  const Matrix<double> AP = product(A, P.inverse), PA = product(P.inverse, A);
  CHECK(largest_difference(product(AP, A), A) < 1e-12);
  CHECK(largest_difference(product(PA, P.inverse), P.inverse) < 1e-12);
  CHECK(largest_difference(transposed(AP), AP) < 1e-12);
  CHECK(largest_difference(transposed(PA), PA) < 1e-12);
}

TEST_CASE("orthogonal decomposition and pseudo-inverse give the same solution of smallest norm") {
  const Matrix<double> A = random_matrix(3, 5, 4), B = random_matrix(3, 2, 5);
  CHECK(largest_difference(least_squares_by_qr(A, B), product(pseudo_inverse(A).inverse, B)) < 1e-12);
}

TEST_CASE("singular values fall, and put together give the matrix again") {
  const Matrix<double> A = random_matrix(20, 6, 6);
  const Svd svd = singular_values(A);
  Matrix<double> scaled = svd.U;
  for (std::size_t j = 0; j < svd.s.size(); ++j) {
    if (j > 0) CHECK(svd.s[j] <= svd.s[j - 1]);
    for (std::ptrdiff_t i = 0; i < scaled.rows(); ++i) scaled.row(i)[j] *= svd.s[j];
  }
  CHECK(largest_difference(product(scaled, transposed(svd.V)), A) < 1e-12);
}

TEST_CASE("the eigenvalues of a hand-made matrix are found in ascending order") {
  Matrix<double> A(2, 2);
  A(0, 0) = A(1, 1) = 2;
  A(0, 1) = A(1, 0) = 1;
  const SymmetricEigen eigen = symmetric_eigen(A);
  CHECK(eigen.values[0] == doctest::Approx(1));
  CHECK(eigen.values[1] == doctest::Approx(3));
}

TEST_CASE("generalised eigenvectors are normalised by the second matrix") {
  const Matrix<double> R = random_matrix(8, 3, 7), S = random_matrix(8, 3, 8);
  const Matrix<double> A = product_transposed_first(R, R), B = product_transposed_first(S, S);
  const auto eigen = generalised_symmetric_eigen(A, B);
  REQUIRE(eigen.has_value());
  const Matrix<double>& V = eigen->vectors;
  const Matrix<double> unit = product_transposed_first(V, product(B, V));
  for (std::ptrdiff_t i = 0; i < 3; ++i) {
    for (std::ptrdiff_t j = 0; j < 3; ++j) CHECK(unit(i, j) == doctest::Approx(i == j ? 1.0 : 0.0).epsilon(1e-10));
  }
}

TEST_CASE("the factor of a covariance gives its determinant and inverse") {
  Matrix<double> A(2, 2);
  A(0, 0) = 4;
  A(0, 1) = A(1, 0) = 1;
  A(1, 1) = 3;
  const auto factor = factor_positive_definite(A);
  REQUIRE(factor.has_value());
  CHECK(factor->log_determinant == doctest::Approx(std::log(11.0)));
  CHECK(factor->inverse(0, 0) == doctest::Approx(3.0 / 11));
  CHECK_FALSE(factor_positive_definite(Matrix<double>(2, 2, 1.0)).has_value());
}
