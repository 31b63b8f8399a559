#include "core/experiments/neural-network/table_data.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/experiments/neural-network/embedding_picture.h"

using namespace lectern;

TEST_CASE("a whole table keeps every column, standardised over its training samples, and every class") {
  Rng rng(4);
  const Result<TableData> wine = whole_table(WholeTable::wine, 0.7, rng);
  REQUIRE(wine.ok());
  CHECK(wine->columns() == 13);
  CHECK(wine->class_names.size() == 3);
  CHECK(wine->training.rows() + wine->validation.rows() == 178);
  for (std::ptrdiff_t j = 0; j < 13; ++j) {
    double sum = 0, squares = 0;
    const auto n = static_cast<double>(wine->training.rows());
    for (std::ptrdiff_t i = 0; i < wine->training.rows(); ++i) sum += static_cast<double>(wine->training(i, j));
    for (std::ptrdiff_t i = 0; i < wine->training.rows(); ++i)
      squares += std::pow(static_cast<double>(wine->training(i, j)) - sum / n, 2);
    CHECK(std::fabs(sum / n) < 1e-5);
    CHECK(squares / n == doctest::Approx(1).epsilon(0.02));
  }
}

TEST_CASE("the principal plane of a sheet in space is the sheet, its longer side first") {
  Rng rng(9);
  Matrix<float> X(200, 3);
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i) {
    const double a = rng.normal(), b = rng.normal();  // along (2, 2, 1)/3 and (−2, 1, 2)/3
    X(i, 0) = static_cast<float>(5 + 4 * a * 2 / 3 - b * 2 / 3);
    X(i, 1) = static_cast<float>(1 + 4 * a * 2 / 3 + b * 1 / 3);
    X(i, 2) = static_cast<float>(-3 + 4 * a * 1 / 3 + b * 2 / 3);
  }
  const PrincipalPlane plane = principal_plane(X);
  Matrix<double> places;
  plane.place(X, places);
  CHECK(std::fabs((2 * plane.first[0] + 2 * plane.first[1] + plane.first[2]) / 3) == doctest::Approx(1).epsilon(0.01));
  CHECK(std::fabs((-2 * plane.second[0] + plane.second[1] + 2 * plane.second[2]) / 3) ==
        doctest::Approx(1).epsilon(0.01));
  for (std::ptrdiff_t i = 1; i < X.rows(); ++i) {  // distances in the sheet are kept
    double in_space = 0;
    for (std::ptrdiff_t j = 0; j < 3; ++j) in_space += std::pow(static_cast<double>(X(i, j) - X(0, j)), 2);
    const double in_plane = std::pow(places(i, 0) - places(0, 0), 2) + std::pow(places(i, 1) - places(0, 1), 2);
    CHECK(in_plane == doctest::Approx(in_space).epsilon(1e-4));
  }
}
