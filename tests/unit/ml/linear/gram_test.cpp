#include "core/ml/linear/gram.h"

#include <doctest/doctest.h>

#include <utility>

#include "core/math/linear_algebra.h"
#include "core/math/rng.h"

using namespace lectern;

namespace {

Matrix<double> random_matrix(std::ptrdiff_t rows, std::ptrdiff_t cols, std::uint64_t seed) {
  Rng rng(seed);
  Matrix<double> A(rows, cols);
  for (std::ptrdiff_t i = 0; i < A.size(); ++i) A.data()[i] = rng.normal();
  return A;
}

bool are_equal(const Matrix<double>& A, const Matrix<double>& B) {
  if (A.rows() != B.rows() || A.cols() != B.cols()) return false;
  for (std::ptrdiff_t i = 0; i < A.size(); ++i) {
    if (A.data()[i] != B.data()[i]) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("a Gram matrix has the bits of the plain product, whatever its size") {
  for (const auto& [rows, cols] : {std::pair{0, 3}, {1, 1}, {5, 2}, {300, 17}, {40, 65}, {9, 130}}) {
    const Matrix<double> X = random_matrix(rows, cols, 1);
    CHECK(are_equal(linear::gram_matrix(X), product_transposed_first(X, X)));
  }
}

TEST_CASE("a scatter summed sample by sample is that of the differences from the centres") {
  for (const std::ptrdiff_t rows : {0, 1, 127, 128, 129, 300}) {
    const Matrix<double> X = random_matrix(rows, 3, 2), centres = random_matrix(rows, 3, 3);
    linear::ScatterSum scatter(3);
    Matrix<double> differences(rows, 3);
    for (std::ptrdiff_t i = 0; i < rows; ++i) {
      scatter.add(X.row(i), centres.row(i));
      for (std::ptrdiff_t j = 0; j < 3; ++j) differences(i, j) = X(i, j) - centres(i, j);
    }
    CHECK(are_equal(scatter.sum(), product_transposed_first(differences, differences)));
    CHECK(are_equal(scatter.sum(), product_transposed_first(differences, differences)));
  }
}
