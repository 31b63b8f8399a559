#include "core/data/pen.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace lectern;
using data::PenPoint;

TEST_CASE("a dot covers the pixels within its radius, softly at the edge") {
  Matrix<float> picture(5, 5);
  data::draw_stroke({{2.5, 2.5}}, 1.0, picture);
  CHECK(picture(2, 2) == 1.0f);
  CHECK(picture(2, 3) == 0.5f);
  CHECK(picture(2, 4) == 0.0f);
  CHECK(picture(1, 1) == doctest::Approx(1.5 - std::sqrt(2.0)));
}

TEST_CASE("a horizontal line is even along its length and crossing lines do not add up") {
  Matrix<float> picture(5, 7);
  data::draw_stroke({{0.5, 2.5}, {6.5, 2.5}}, 0.5, picture);
  for (int c = 0; c < 7; ++c) CHECK(picture(2, c) == 1.0f);
  CHECK(picture(1, 3) == 0.0f);
  data::draw_stroke({{3.5, 0.5}, {3.5, 4.5}}, 0.5, picture);
  CHECK(picture(2, 3) == 1.0f);
}

TEST_CASE("drawing outside the picture, with far or non-finite points, touches nothing") {
  Matrix<float> picture(4, 4);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  data::draw_stroke({}, 1.0, picture);
  data::draw_stroke({{nan, 1.0}, {1.0, std::numeric_limits<double>::infinity()}}, 1.0, picture);
  data::draw_stroke({{1e300, 1e300}, {1e300, -1e300}}, 1.0, picture);
  data::draw_stroke({{-50, -50}}, 1.0, picture);
  CHECK(std::count(picture.data(), picture.data() + 16, 0.0f) == 16);
}

TEST_CASE("a smooth curve passes through its points") {
  const PenPoint points[] = {{0, 0}, {1, 2}, {3, 1}, {4, 4}};
  const auto curve = data::smooth_curve(points, 5);
  REQUIRE(curve.size() == 16);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(curve[5 * i].x == points[i].x);
    CHECK(curve[5 * i].y == points[i].y);
  }
}

TEST_CASE("shrinking averages blocks and keeps the mean, also between odd sizes") {
  Matrix<float> large(4, 4), small(2, 2);
  std::iota(large.data(), large.data() + 16, 0.0f);
  data::shrink(large, small);
  CHECK(small(0, 0) == 2.5f);
  CHECK(small(1, 1) == 12.5f);
  Matrix<float> odd(3, 3);
  data::shrink(large, odd);
  CHECK(std::accumulate(odd.data(), odd.data() + 9, 0.0f) / 9 == doctest::Approx(7.5));
}

TEST_CASE("centring scales a drawing to the picture less its margin and keeps its proportions") {
  Matrix<float> drawing(100, 100), picture(28, 28);
  data::draw_stroke({{10, 10}, {10, 30}}, 3.0, drawing);
  data::centre(drawing, 4.0, picture);
  float top = 0, middle = 0, side = 0;
  for (int c = 0; c < 28; ++c) top = std::max(top, picture(2, c));
  for (int c = 0; c < 28; ++c) middle = std::max(middle, picture(14, c));
  for (int r = 0; r < 28; ++r) side = std::max(side, picture(r, 5));
  CHECK(top == 0.0f);
  CHECK(middle == doctest::Approx(1.0));
  CHECK(side == 0.0f);
  Matrix<float> empty(10, 10);
  data::centre(empty, 4.0, picture);
  CHECK(*std::max_element(picture.data(), picture.data() + picture.size()) == 0.0f);
}
