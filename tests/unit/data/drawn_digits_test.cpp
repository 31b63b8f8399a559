#include "core/data/drawn_digits.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "core/data/digit_shapes.h"
#include "core/math/state_hasher.h"

using namespace lectern;

TEST_CASE("drawn digits have their shapes, classes and levels") {
  const auto set = data::drawn_digits(Rng(1), 30);
  CHECK(set.size() == 30);
  CHECK(set.features() == 784);
  CHECK(set.image_rows == 28);
  CHECK(set.classes() == 10);
  for (int i = 0; i < 30; ++i) {
    CHECK(set.labels[std::size_t(i)] == i % 10);
    const float* row = set.X.row(i);
    CHECK(*std::min_element(row, row + 784) >= 0.0f);
    CHECK(*std::max_element(row, row + 784) <= 1.0f);
    const float ink = std::accumulate(row, row + 784, 0.0f);
    CHECK(ink > 25);
    CHECK(ink < 300);
  }
}

TEST_CASE("a drawn digit depends on the stream and its number, not on how many are drawn") {
  const auto few = data::drawn_digits(Rng(2), 3), many = data::drawn_digits(Rng(2), 12);
  CHECK(std::equal(few.X.data(), few.X.data() + few.X.size(), many.X.data()));
  CHECK(!std::equal(many.X.row(0), many.X.row(0) + 784, many.X.row(10)));
}

TEST_CASE("drawn digits are the same on every machine") {
  const auto set = data::drawn_digits(Rng(3), 20);
  StateHasher hasher;
  hasher.add(std::span<const float>(set.X.data(), std::size_t(set.X.size())));
  CHECK(hash_text(hasher.digest()) == "f2a781df60ae170f");
}

TEST_CASE("without distortion and noise, only the way of writing and the pen differ") {
  data::DrawnDigitOptions plain;
  plain.distortion = 0;
  plain.noise = 0;
  const auto set = data::drawn_digits(Rng(4), 10, plain);
  for (int digit = 0; digit < 10; ++digit) CHECK(set.X(digit, 0) == 0.0f);
  CHECK(data::drawn_digits(Rng(4), 0).size() == 0);
}

TEST_CASE("every digit has several ways of being written, inside the unit square") {
  for (int digit = 0; digit < 10; ++digit) {
    CHECK(data::digit_shapes(digit).size() >= 2);
    for (const auto& shape : data::digit_shapes(digit)) {
      for (const auto& stroke : shape) {
        CHECK(stroke.size() >= 2);
        for (const auto& p : stroke) CHECK((p.x >= 0 && p.x <= 1 && p.y >= 0 && p.y <= 1));
      }
    }
  }
}
