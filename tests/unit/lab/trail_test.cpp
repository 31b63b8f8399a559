#include "core/lab/trail.h"

#include <doctest/doctest.h>

using namespace lectern;

namespace {

// A zigzag along x.
Trail zigzag(int places, std::size_t capacity) {
  Trail trail(capacity);
  for (int i = 0; i < places; ++i) trail.record({static_cast<float>(i), i % 2 == 0 ? -1.0f : 1.0f});
  return trail;
}

}  // namespace

TEST_CASE("a short trail is kept whole, an empty one has no places") {
  CHECK(Trail().size() == 0);
  const Trail trail = zigzag(7, 8);
  REQUIRE(trail.size() == 7);
  for (std::size_t i = 0; i < 7; ++i) CHECK(trail[i].x == static_cast<float>(i));
}

TEST_CASE("a long trail is bounded, ascending, begins at the start, ends at the last place and stays a zigzag") {
  for (const int places : {8, 9, 100, 1000, 12345}) {
    CAPTURE(places);
    const Trail trail = zigzag(places, 16);
    CHECK(trail.size() <= 17);
    CHECK(trail[0].x == 0);
    CHECK(trail[trail.size() - 1].x == static_cast<float>(places - 1));
    CHECK(trail.last().x == static_cast<float>(places - 1));
    for (std::size_t i = 1; i < trail.size(); ++i) CHECK(trail[i].x > trail[i - 1].x);
    for (std::size_t i = 0; i + 2 < trail.size(); i += 2) CHECK(trail[i].y != trail[i + 1].y);
  }
}

TEST_CASE("a cleared trail begins anew, and a copy goes on by itself") {
  Trail trail = zigzag(100, 8);
  Trail copy = trail;
  trail.clear();
  CHECK(trail.empty());
  CHECK(trail.size() == 0);
  trail.record({5, 5});
  CHECK(trail.size() == 1);
  copy.record({500, 0});
  CHECK(copy.last().x == 500);
  CHECK(trail.last().x == 5);
}
