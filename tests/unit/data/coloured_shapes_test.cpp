#include "core/data/coloured_shapes.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>

using namespace lectern;

namespace {

constexpr std::ptrdiff_t kPlane = data::kColouredSide * data::kColouredSide;

double mean_of_channel(const data::Dataset& set, std::ptrdiff_t picture, std::ptrdiff_t channel) {
  double sum = 0;
  for (std::ptrdiff_t p = 0; p < kPlane; ++p) sum += static_cast<double>(set.X(picture, channel * kPlane + p));
  return sum / kPlane;
}

}  // namespace

TEST_CASE("red shapes are redder than blue ones, and their grey says nothing about it") {
  const data::Dataset set = data::coloured_shapes(Rng(5), 1200);
  REQUIRE(set.X.cols() == 3 * kPlane);
  const data::Dataset grey = data::without_colour(set);
  REQUIRE(grey.X.cols() == kPlane);
  CHECK(grey.image_channels == 1);
  std::array<double, 2> mean{};
  for (std::ptrdiff_t i = 0; i < set.size(); ++i) {
    const bool is_blue = set.labels[static_cast<std::size_t>(i)] >= 3;
    CHECK((mean_of_channel(set, i, 2) > mean_of_channel(set, i, 0)) == is_blue);
    mean[is_blue] += mean_of_channel(grey, i, 0) / 600;
  }
  CHECK(std::fabs(mean[0] - mean[1]) < 0.01);
  for (std::ptrdiff_t p = 0; p < kPlane; ++p)
    CHECK(static_cast<double>(grey.X(0, p)) ==
          doctest::Approx(static_cast<double>(set.X(0, p) + set.X(0, kPlane + p) + set.X(0, 2 * kPlane + p)) / 3));
}

TEST_CASE("a coloured shape depends on its number only, and its levels lie between 0 and 1") {
  const data::Dataset few = data::coloured_shapes(Rng(5), 7), many = data::coloured_shapes(Rng(5), 20);
  CHECK(std::equal(few.X.data(), few.X.data() + few.X.size(), many.X.data()));
  const auto [low, high] = std::minmax_element(many.X.data(), many.X.data() + many.X.size());
  CHECK(*low >= 0);
  CHECK(*high <= 1);
}
