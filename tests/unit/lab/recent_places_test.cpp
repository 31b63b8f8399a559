#include "core/lab/recent_places.h"

#include <doctest/doctest.h>

using namespace lectern;

TEST_CASE("recent places are the last ones") {
  RecentPlaces places(3);
  CHECK(places.places().size() == 0);
  places.record(1, -1);
  CHECK(places.places().size() == 1);
  CHECK(places.places().x[0] == 1);
  CHECK(places.places().y[0] == -1);
  for (int i = 2; i <= 5; ++i) places.record(i, i);
  double sum = 0;
  for (std::size_t i = 0; i < 3; ++i) sum += places.places().x[i];
  CHECK(places.places().size() == 3);
  CHECK(sum == 3 + 4 + 5);
  places.clear();
  CHECK(places.places().size() == 0);
}
