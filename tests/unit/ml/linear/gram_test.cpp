#include "core/ml/linear/gram.h"

#include <doctest/doctest.h>

#include <utility>

#include "core/math/linear_algebra.h"
#include "tests/unit/matrices.h"

using namespace lectern;
using lectern::tests::random_matrix;

namespace {

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

TEST_CASE("the curvature of several scores is summed block by block, in the order of the samples") {
  for (const std::ptrdiff_t n : {0, 1, 256, 300}) {
    for (const std::ptrdiff_t K : {1, 3}) {
      const std::ptrdiff_t w = 4;
      const Matrix<double> A = random_matrix(n, w, 4), V = random_matrix(n, K, 5);
      const auto weight = [&](std::ptrdiff_t i, std::ptrdiff_t k, std::ptrdiff_t l) { return V(i, k) * V(i, l); };
      Matrix<double> H(K * w, K * w), expected(K * w, K * w);
      for (std::ptrdiff_t j = 0; j < K * w; ++j) H(j, j) = expected(j, j) = 0.5;
      for (std::ptrdiff_t i = 0; i < n; ++i) {
        for (std::ptrdiff_t a = 0; a < K * w; ++a) {
          for (std::ptrdiff_t b = 0; b < K * w; ++b)
            expected(a, b) += weight(i, a / w, b / w) * A(i, a % w) * A(i, b % w);
        }
      }
      const auto weights = [&](std::ptrdiff_t i, MatrixView<double> W) {
        for (std::ptrdiff_t k = 0; k < K; ++k) {
          for (std::ptrdiff_t l = 0; l < K; ++l) W(k, l) = weight(i, k, l);
        }
      };
      linear::add_curvature(A, K, weights, H);
      CHECK(are_equal(H, expected));
    }
  }
}
