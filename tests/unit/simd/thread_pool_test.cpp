#include "core/simd/thread_pool.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <numeric>
#include <vector>

using lectern::ThreadPool;

TEST_CASE("every chunk is done exactly once, whatever the number of workers") {
  for (int workers : {1, 2, 4}) {
    ThreadPool pool(workers);
    for (std::ptrdiff_t chunks : {0, 1, 2, 3, 100}) {
      std::vector<int> done(static_cast<std::size_t>(chunks), 0);
      pool.run(chunks, [&](std::ptrdiff_t chunk) { ++done[static_cast<std::size_t>(chunk)]; });
      CHECK(done == std::vector<int>(static_cast<std::size_t>(chunks), 1));
    }
  }
}

TEST_CASE("a chain of tiny loops sees all that the loop before it wrote") {
  ThreadPool pool(4);
  std::vector<std::int64_t> values(16, 1);
  for (int round = 0; round < 2000; ++round) {
    const std::int64_t sum = std::accumulate(values.begin(), values.end(), std::int64_t{0});
    pool.run(16, [&](std::ptrdiff_t chunk) { values[static_cast<std::size_t>(chunk)] = sum / 16 + 1; });
  }
  CHECK(values == std::vector<std::int64_t>(16, 2001));
}

TEST_CASE("a worker's scratch memory is its own and keeps its size") {
  ThreadPool pool(2);
  pool.reserve_scratch(64);
  std::byte* first = pool.scratch(0);
  pool.reserve_scratch(32);
  CHECK(pool.scratch(0) == first);
  CHECK(reinterpret_cast<std::uintptr_t>(first) % 64 == 0);
  if (pool.workers() == 2) CHECK(pool.scratch(1) != first);
  pool.run(8, [&](std::ptrdiff_t, int worker) {
    CHECK(worker >= 0);
    CHECK(worker < pool.workers());
  });
}

TEST_CASE("a pool of fewer than one worker has one") {
  CHECK(ThreadPool(0).workers() == 1);
  CHECK(ThreadPool(1).workers() == 1);
}
