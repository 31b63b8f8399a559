#include "core/data/bundled.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

using namespace lectern;

TEST_CASE("the 8 × 8 digits are 1797 pictures of ten classes with levels from 0 to 1") {
  const auto set = data::digits_8x8();
  REQUIRE(set.ok());
  CHECK(set->size() == 1797);
  CHECK(set->features() == 64);
  CHECK(set->image_rows == 8);
  CHECK(set->image_cols == 8);
  CHECK(set->classes() == 10);
  CHECK(set->labels[0] == 0);
  CHECK(set->labels[1796] == 8);
  CHECK(std::count(set->labels.begin(), set->labels.end(), 3) == 183);
  CHECK(set->X(0, 2) == 5.0f / 16.0f);
  const double sum = std::accumulate(set->X.data(), set->X.data() + set->X.size(), 0.0);
  CHECK(sum * 16 == 561718.0);
}

TEST_CASE("iris, wine and breast cancer have their known shapes, names and first rows") {
  const auto iris = data::iris();
  REQUIRE(iris.ok());
  CHECK(iris->X.rows() == 150);
  CHECK(iris->X.cols() == 4);
  CHECK(iris->class_names == std::vector<std::string>{"setosa", "versicolor", "virginica"});
  CHECK(iris->column_names[2] == "petal length (cm)");
  CHECK(iris->X(0, 0) == 5.1f);
  const auto wine = data::wine();
  REQUIRE(wine.ok());
  CHECK(wine->X.rows() == 178);
  CHECK(wine->X.cols() == 13);
  CHECK(std::count(wine->labels.begin(), wine->labels.end(), 1) == 71);
  const auto cancer = data::breast_cancer();
  REQUIRE(cancer.ok());
  CHECK(cancer->X.rows() == 569);
  CHECK(cancer->X.cols() == 30);
  CHECK(cancer->class_names == std::vector<std::string>{"benign", "malignant"});
  CHECK(std::count(cancer->labels.begin(), cancer->labels.end(), 1) == 212);
}
