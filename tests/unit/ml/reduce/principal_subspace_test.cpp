#include "core/ml/reduce/principal_subspace.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/data/bundled.h"
#include "core/math/linear_algebra.h"

using namespace lectern;

TEST_CASE("The principal subspace of the digits is that of their singular value decomposition") {
  const auto digits = data::digits_8x8();
  const ConstMatrixView<float> X = digits->X;
  const int k = 5;
  const reduce::PrincipalSubspace found = reduce::principal_subspace(X, k);
  Matrix<double> C(X.rows, X.cols);
  double all = 0;
  for (std::ptrdiff_t i = 0; i < X.rows; ++i)
    for (std::ptrdiff_t j = 0; j < X.cols; ++j) {
      C(i, j) = static_cast<double>(X(i, j)) - static_cast<double>(found.mean[static_cast<std::size_t>(j)]);
      all += C(i, j) * C(i, j);
    }
  const Svd svd = singular_values(C);
  for (int r = 0; r < k; ++r) {
    const auto at = static_cast<std::size_t>(r);
    CHECK(found.variance[at] == doctest::Approx(svd.s[at] * svd.s[at] / static_cast<double>(X.rows)).epsilon(1e-4));
    double along = 0;
    for (std::ptrdiff_t j = 0; j < X.cols; ++j) along += static_cast<double>(found.directions(r, j)) * svd.V(j, r);
    CHECK(std::fabs(along) == doctest::Approx(1).epsilon(1e-4));
    all -= svd.s[at] * svd.s[at];
  }
  CHECK(found.squared_error(X) == doctest::Approx(all / static_cast<double>(X.size())).epsilon(1e-4));
  Matrix<float> Z(X.rows, k);
  found.encode(X, Z);
  double square = 0;
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) square += static_cast<double>(Z(i, 0)) * static_cast<double>(Z(i, 0));
  CHECK(square / static_cast<double>(X.rows) == doctest::Approx(found.variance[0]).epsilon(1e-4));
}

TEST_CASE("Rows that others span become zero, and as many components as columns leave no error") {
  Matrix<float> A(3, 2);
  A(0, 0) = 3, A(0, 1) = 4, A(1, 0) = 6, A(1, 1) = 8, A(2, 0) = 1, A(2, 1) = 0;
  const Matrix<float> X = A;
  reduce::orthonormalise_rows(A);
  CHECK(A(0, 0) == doctest::Approx(0.6));
  CHECK(A(1, 0) == 0);
  CHECK(std::fabs(A(2, 0)) == doctest::Approx(0.8));
  CHECK(reduce::principal_subspace(X, 2).squared_error(X) < 1e-6);
  CHECK(reduce::principal_subspace(X.view().rows_range(0, 1), 1).squared_error(X.view().rows_range(0, 1)) == 0);
}
