#include "core/experiments/neural-network/table_data.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

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

TEST_CASE(
    "a dropped table of numbers has its target scaled over the training samples, too; too wide a one is refused") {
  data::Dataset set;
  set.X.resize(40, 3);
  for (std::ptrdiff_t i = 0; i < 40; ++i) {
    for (std::ptrdiff_t j = 0; j < 3; ++j) set.X(i, j) = static_cast<float>((i * (j + 3)) % 17);
    set.targets.push_back(static_cast<float>(1000 + 10 * i));
  }
  Rng rng(2);
  const Result<TableData> made = whole_table(set, "price", 0.75, rng);
  REQUIRE(made.ok());
  CHECK_FALSE(made->is_classification());
  CHECK(made->target == "price");
  CHECK(made->training_targets.size() == 30);
  CHECK(made->validation_targets.size() == 10);
  double sum = 0;
  for (const float target : made->training_targets) sum += static_cast<double>(target);
  CHECK(std::fabs(sum) < 1e-4);
  set.X.resize(40, kMostTableColumns + 1);
  CHECK(whole_table(set, "price", 0.75, rng).error().find("129 columns") != std::string::npos);
  set.targets.clear();
  set.X.resize(40, 3);
  CHECK(whole_table(set, "", 0.75, rng).error().find("label column") != std::string::npos);
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
