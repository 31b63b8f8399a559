#include "core/math/rng.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <set>
#include <vector>

#include "core/math/philox.h"
#include "core/math/sums.h"

using lectern::Rng;

TEST_CASE("Philox4x32-10 gives the published numbers for an all-zero key and counter") {
  Rng rng(0, 0);
  CHECK(rng.next_u32() == 0x6627e8d5u);
  CHECK(rng.next_u32() == 0xe169c58du);
  CHECK(rng.next_u32() == 0xbc57ac4cu);
  CHECK(rng.next_u32() == 0x9b00dbd8u);
}

TEST_CASE("the same seed and stream give the same numbers, another stream others") {
  Rng a(7, 3), b(7, 3), c(7, 4), d(8, 3);
  for (int i = 0; i < 100; ++i) {
    const auto value = a.next_u64();
    CHECK(value == b.next_u64());
    CHECK(value != c.next_u64());
    CHECK(value != d.next_u64());
  }
}

TEST_CASE("a split depends on its label alone, not on how much was drawn") {
  Rng fresh(5), used(5);
  for (int i = 0; i < 13; ++i) used.next_u32();
  (void)used.normal();
  Rng a = fresh.split(9), b = used.split(9), c = fresh.split(10);
  const auto value = a.next_u64();
  CHECK(value == b.next_u64());
  CHECK(value != c.next_u64());
  CHECK(value != Rng(5).next_u64());
}

TEST_CASE("uniform numbers lie in [0, 1) with the moments of the uniform law") {
  Rng rng(1);
  std::vector<double> x(200000);
  for (double& value : x) value = rng.uniform();
  CHECK(*std::min_element(x.begin(), x.end()) >= 0.0);
  CHECK(*std::max_element(x.begin(), x.end()) < 1.0);
  const auto moments = lectern::math::mean_and_variance(x);
  CHECK(std::fabs(moments.mean - 0.5) < 0.003);
  CHECK(std::fabs(moments.variance - 1.0 / 12) < 0.001);
}

TEST_CASE("normal numbers have mean 0, variance 1 and the right share within one deviation") {
  Rng rng(2);
  std::vector<float> x(200000);
  rng.fill_normal(x, 0.0f, 1.0f);
  const auto moments = lectern::math::mean_and_variance(x);
  CHECK(std::fabs(moments.mean) < 0.01);
  CHECK(std::fabs(moments.variance - 1) < 0.015);
  const auto inside = std::count_if(x.begin(), x.end(), [](float v) { return std::fabs(v) < 1.0f; });
  CHECK(std::fabs(double(inside) / double(x.size()) - 0.682689) < 0.005);
}

TEST_CASE("filling with normal numbers equals drawing them one by one") {
  Rng a(3), b(3);
  std::vector<float> x(7);
  a.fill_normal(x, 2.0f, 0.5f);
  for (float value : x) CHECK(value == static_cast<float>(2.0 + 0.5 * b.normal()));
}

TEST_CASE("below covers its range evenly, bound 1 included") {
  Rng rng(4);
  CHECK(rng.below(1) == 0);
  std::vector<int> counts(6, 0);
  for (int i = 0; i < 60000; ++i) ++counts[rng.below(6)];
  for (int count : counts) CHECK(std::abs(count - 10000) < 500);
}

TEST_CASE("a shuffle is a permutation, and every permutation of three occurs about equally often") {
  Rng rng(6);
  std::vector<int> counts(27, 0);
  for (int i = 0; i < 6000; ++i) {
    std::vector<int> v{0, 1, 2};
    rng.shuffle(std::span<int>(v));
    ++counts[static_cast<std::size_t>(v[0] * 9 + v[1] * 3 + v[2])];
  }
  int seen = 0;
  for (int count : counts) {
    if (count == 0) continue;
    ++seen;
    CHECK(std::abs(count - 1000) < 150);
  }
  CHECK(seen == 6);
}

TEST_CASE("generators with equal state go on equally") {
  Rng a(11);
  (void)a.normal();
  Rng b = a;
  CHECK(a.state().counter == b.state().counter);
  CHECK(a.state().has_spare_normal);
  CHECK(a.normal() == b.normal());
  CHECK(a.next_u32() == b.next_u32());
}

TEST_CASE("words drawn ahead, passed over or written in a row are those of the blocks one by one") {
  const auto word = [](std::uint64_t i) {
    const std::uint64_t block = i / 4;
    return lectern::math::philox({static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32), 9, 0},
                                 {5, 0})[i % 4];
  };
  Rng rng(5, 9);
  for (std::uint64_t i = 0; i < 70; ++i) {
    const Rng::State state = rng.state();
    CHECK(state.counter == std::array<std::uint32_t, 4>{static_cast<std::uint32_t>((i + 3) / 4), 0, 9, 0});
    CHECK(state.used == (i + 3) % 4 + 1);
    CHECK(rng.next_u32() == word(i));
  }
  for (const int kept : {0, 3, 16})
    for (const int over : {0, 5, 13, 16, 32, 33, 100}) {
      Rng skipped(5, 9), filled(5, 9);
      for (std::uint64_t i = 0; i < kept; ++i) CHECK(skipped.next_u32() == filled.next_u32());
      std::vector<std::uint32_t> words(over);
      filled.fill_words(words);
      for (std::uint64_t i = 0; i < over; ++i) CHECK(words[i] == word(kept + i));
      skipped.skip(over);
      CHECK(skipped.state().state() == filled.state().state());
      CHECK(skipped.next_u32() == word(kept + over));
    }
}
