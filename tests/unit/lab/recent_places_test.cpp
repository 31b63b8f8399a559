#include "core/lab/recent_places.h"

#include <doctest/doctest.h>

using namespace lectern;

TEST_CASE("recent places are the last ones") {
  RecentPlaces places(3);
  PointsLayer points;
  places.describe(points);
  CHECK(points.x.empty());
  places.record(1, -1);
  places.describe(points);
  CHECK(points.x == std::vector<float>{1});
  CHECK(points.y == std::vector<float>{-1});
  for (int i = 2; i <= 5; ++i) places.record(i, i);
  places.describe(points);
  float sum = 0;
  for (const float x : points.x) sum += x;
  CHECK(points.x.size() == 3);
  CHECK(sum == 3 + 4 + 5);
  places.clear();
  places.describe(points);
  CHECK(points.x.empty());
}
