#include "core/lab/latest_value.h"

#include <doctest/doctest.h>

#include <array>
#include <thread>

#include "core/simd/thread_pool.h"

using lectern::LatestValue;
using lectern::threads_available;

TEST_CASE("nothing is fresh before the first value is published") {
  LatestValue<int> value;
  CHECK_FALSE(value.refresh());
  CHECK(value.was_taken());
}

TEST_CASE("the reader gets the newest value once and keeps it") {
  LatestValue<int> value;
  for (int i = 1; i <= 3; ++i) {
    value.back() = i;
    value.publish();
  }
  CHECK_FALSE(value.was_taken());
  REQUIRE(value.refresh());
  CHECK(value.front() == 3);
  CHECK(value.was_taken());
  CHECK_FALSE(value.refresh());
  CHECK(value.front() == 3);
  value.back() = 4;  // not published yet
  CHECK_FALSE(value.refresh());
  CHECK(value.front() == 3);
}

TEST_CASE("a reading thread sees whole values, each newer than the one before, and the last one") {
  if (!threads_available()) return;
  constexpr int kValues = 20000;
  LatestValue<std::array<int, 16>> value;
  std::thread writer([&] {
    for (int i = 1; i <= kValues; ++i) {
      value.back().fill(i);
      value.publish();
    }
  });
  int last = 0;
  bool whole = true, ascending = true;
  while (last < kValues) {
    if (!value.refresh()) {
      std::this_thread::yield();
      continue;
    }
    const std::array<int, 16>& seen = value.front();
    for (const int element : seen) whole = whole && element == seen[0];
    ascending = ascending && seen[0] > last;
    last = seen[0];
  }
  writer.join();
  CHECK(whole);
  CHECK(ascending);
}
