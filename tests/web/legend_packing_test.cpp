#include "web/views/legend_packing.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <vector>

using namespace lectern;

TEST_CASE("a legend in lines wraps, and leaves nothing out") {
  const std::vector<float> widths{50, 60, 40, 90};
  const PackedLegend packed = pack_lines(widths, 130, 10, 20);
  REQUIRE(packed.places.size() == 4);
  CHECK(packed.places[1].x == 60);
  CHECK(packed.places[1].y == 0);
  CHECK(packed.places[2].x == 0);
  CHECK(packed.places[2].y == 20);
  CHECK(packed.places[3].y == 40);
  CHECK(packed.height == 60);
  CHECK_FALSE(packed.shortened);
}

TEST_CASE("only an entry wider than the whole room is shortened") {
  const std::vector<float> widths{50, 300};
  const PackedLegend packed = pack_lines(widths, 120, 10, 20);
  CHECK(packed.places[0].width == 50);
  CHECK(packed.places[1].width == 120);
  CHECK(packed.shortened);
}

TEST_CASE("columns are as few as the height allows, and do not overlap") {
  const std::vector<float> widths{30, 70, 50, 20, 60};
  const PackedLegend one = pack_columns(widths, 200, 100, 10, 20);
  CHECK(one.width == 70);
  CHECK(one.height == 100);
  const PackedLegend two = pack_columns(widths, 200, 79, 10, 20);
  CHECK(two.width == 150);
  CHECK(two.height == 60);
  CHECK(two.places[3].x == 80);
  CHECK_FALSE(two.shortened);
  const PackedLegend narrow = pack_columns(widths, 90, 79, 10, 20);
  CHECK(narrow.shortened);
  CHECK(narrow.width <= 90);
}

TEST_CASE("every entry has a place, in any room") {
  for (const std::size_t count : {0u, 1u, 3u, 24u})
    for (const float room : {0.0f, 20.0f, 300.0f}) {
      const std::vector<float> widths(count, 55);
      const PackedLegend lines = pack_lines(widths, room, 10, 20), columns = pack_columns(widths, room, 5, 10, 20);
      CHECK(lines.places.size() == count);
      CHECK(columns.places.size() == count);
      for (const LegendPlace& place : columns.places) CHECK(place.width > 0);
    }
}
