#include "core/data/moving_pictures.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace lectern;

TEST_CASE("A spot is brightest in the quarter that its class names") {
  const data::Dataset set = data::moving_spots(Rng(1), 50);
  for (std::ptrdiff_t i = 0; i < set.size(); ++i) {
    const float* picture = set.X.row(i);
    const auto brightest = static_cast<int>(std::max_element(picture, picture + 256) - picture);
    CHECK(set.labels[static_cast<std::size_t>(i)] == (brightest / 16 < 8 ? 0 : 2) + (brightest % 16 < 8 ? 0 : 1));
    CHECK(picture[brightest] > 0.9f);
  }
}

TEST_CASE("All rows of a wave are alike, it repeats, and its levels are between 0 and 1") {
  const data::Dataset set = data::moving_waves(Rng(1), 50);
  for (std::ptrdiff_t i = 0; i < set.size(); ++i)
    for (int column = 0; column < 8; ++column) {
      CHECK(set.X(i, column) == set.X(i, 15 * 16 + column));
      CHECK(set.X(i, column) == doctest::Approx(set.X(i, column + 8)).epsilon(1e-5));
      CHECK(set.X(i, column) >= 0);
      CHECK(set.X(i, column) <= 1);
    }
}

TEST_CASE("A moving picture depends on its number alone") {
  const data::Dataset few = data::moving_spots(Rng(1), 3), many = data::moving_spots(Rng(1), 9);
  CHECK(std::equal(few.X.data(), few.X.data() + few.X.size(), many.X.data()));
}
