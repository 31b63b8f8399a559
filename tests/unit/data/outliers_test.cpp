#include "core/data/outliers.h"

#include <doctest/doctest.h>

#include "core/data/points.h"

using namespace lectern;
using namespace lectern::data;

TEST_CASE("outliers stand beyond the last class, seen from the first, and belong to it") {
  Rng rng(1);
  Dataset set = blobs_in_a_row(rng, 30, 0, 3);
  const Matrix<double> means = class_means(set);
  CHECK(means(0, 0) == -0.75);
  CHECK(means(1, 1) == 0);
  CHECK(means(2, 0) == 0.75);
  append_outliers({.count = 5, .distance = 2, .angle_deg = 90, .width = 0}, rng, set);
  REQUIRE(set.size() == 35);
  const float step = 1.41421356f;  // 2/√2
  for (std::ptrdiff_t i = 30; i < 35; ++i) {
    CHECK(set.labels[static_cast<std::size_t>(i)] == 2);
    CHECK(set.X(i, 0) == doctest::Approx(0.75f - step));
    CHECK(set.X(i, 1) == doctest::Approx(0.75f + step));
  }
  CHECK(class_means(set)(0, 0) == -0.75);
}

TEST_CASE("without samples outliers still have a place") {
  Rng rng(1);
  Dataset set = blobs_in_a_row(rng, 0, 0, 2);
  append_outliers({.count = 2, .distance = 3, .width = 0}, rng, set);
  CHECK(set.X(1, 0) == 3);
  CHECK(set.X(1, 1) == 0);
}

TEST_CASE("blobs in a row lie on the diagonal, those between between the others") {
  Rng rng(1);
  const Dataset set = blobs_in_a_row(rng, 8, 0, 4);
  for (std::ptrdiff_t i = 0; i < 8; ++i) {
    CHECK(set.X(i, 0) == set.X(i, 1));
    CHECK(set.X(i, 0) == doctest::Approx(-0.75f + 0.5f * static_cast<float>(i % 4)));
  }
}
