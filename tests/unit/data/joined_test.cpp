#include "core/data/joined.h"

#include <doctest/doctest.h>

#include <vector>

using namespace lectern;

TEST_CASE("data sets are joined row by row, weights included") {
  data::Dataset a, b;
  a.X = Matrix<float>(1, 2);
  b.X = Matrix<float>(2, 2);
  for (int j = 0; j < 2; ++j) {
    a.X(0, j) = 1;
    b.X(0, j) = 2;
    b.X(1, j) = 3;
  }
  a.labels = {0};
  b.labels = {1, 0};
  a.weights = {0.5f};
  b.weights = {2, 4};
  const data::Dataset all = data::joined(a, b);
  REQUIRE(all.size() == 3);
  for (int i = 0; i < 3; ++i) CHECK(all.X(i, 1) == static_cast<float>(i + 1));
  CHECK(all.labels == std::vector<int>{0, 1, 0});
  CHECK(all.targets.empty());
  CHECK(all.weights == std::vector<float>{0.5f, 2, 4});
}
