#include "core/math/state_hasher.h"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <set>
#include <vector>

using lectern::StateHasher;

namespace {
template <typename T>
std::uint64_t hash_of(const T& value) {
  StateHasher hasher;
  hasher.add(value);
  return hasher.digest();
}
}  // namespace

TEST_CASE("a fingerprint is the same on every machine") {
  StateHasher hasher;
  hasher.add(std::uint64_t{1});
  hasher.add(-2);
  hasher.add(0.5);
  hasher.add(0.25f);
  hasher.add(std::span<const float>(std::vector<float>{1, 2, 3}));
  hasher.add("lectern");
  CHECK(lectern::hash_text(hasher.digest()) == "b14d6ce82ede6794");
}

TEST_CASE("every NaN counts as the same, and -0 differs from 0") {
  const float quiet = std::numeric_limits<float>::quiet_NaN();
  CHECK(hash_of(quiet) == hash_of(-quiet));
  CHECK(hash_of(quiet) == hash_of(std::bit_cast<float>(0x7fc12345)));
  CHECK(hash_of(0.0f) != hash_of(-0.0f));
  CHECK(hash_of(0.0) != hash_of(-0.0));
}

TEST_CASE("order, lengths and how values are grouped all count") {
  const std::vector<float> none, zero{0}, two{1, 2}, swapped{2, 1};
  CHECK(hash_of(std::span<const float>(none)) != hash_of(std::span<const float>(zero)));
  CHECK(hash_of(std::span<const float>(two)) != hash_of(std::span<const float>(swapped)));
  StateHasher a, b;
  a.add("ab");
  a.add("c");
  b.add("a");
  b.add("bc");
  CHECK(a.digest() != b.digest());
  CHECK(StateHasher().digest() != hash_of(std::uint64_t{0}));
}

TEST_CASE("integers count by value whatever their type") {
  CHECK(hash_of(-1) == hash_of(std::int64_t{-1}));
  CHECK(hash_of(7u) == hash_of(std::uint64_t{7}));
}

TEST_CASE("flipping any one bit changes about half of the fingerprint") {
  double flipped = 0;
  for (int bit = 0; bit < 64; ++bit) {
    const std::uint64_t word = 0x0123456789abcdef;
    flipped += std::popcount(hash_of(word) ^ hash_of(word ^ (std::uint64_t{1} << bit)));
  }
  CHECK(std::fabs(flipped / 64 - 32) < 3);
}

TEST_CASE("100000 neighbouring integers have different fingerprints") {
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 100000; ++i) seen.insert(hash_of(i));
  CHECK(seen.size() == 100000);
}

TEST_CASE("a fingerprint prints as 16 hexadecimal digits") {
  CHECK(lectern::hash_text(0) == "0000000000000000");
  CHECK(lectern::hash_text(0xfedcba9876543210) == "fedcba9876543210");
}
