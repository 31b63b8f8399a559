#include "core/data/landmarks.h"

#include <doctest/doctest.h>

#include "tests/unit/matrices.h"

using namespace lectern;
using namespace lectern::data;
using lectern::tests::points;

TEST_CASE("farthest rows start in the middle and spread to the ends") {
  const Matrix<float> X = points({{0, 0}, {1, 0}, {2.1f, 0}, {3, 0}, {4, 0}});
  const Matrix<float> rows = farthest_rows(X, 3);
  REQUIRE(rows.rows() == 3);
  CHECK(rows(0, 0) == 2.1f);
  CHECK(rows(1, 0) == 0.0f);
  CHECK(rows(2, 0) == 4.0f);
  CHECK(covering_radius(X, rows) == doctest::Approx(1.0));
  CHECK(covering_radius(X, X) == 0.0);
}

TEST_CASE("there are no more farthest rows than different rows") {
  CHECK(farthest_rows(points({{1, 1}, {1, 1}, {2, 2}}), 5).rows() == 2);
  CHECK(farthest_rows(Matrix<float>(0, 2), 5).rows() == 0);
  CHECK(farthest_rows(points({{1, 1}}), 0).rows() == 0);
  CHECK(covering_radius(Matrix<float>(0, 2), Matrix<float>(0, 2)) == 0.0);
}
