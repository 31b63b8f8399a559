#include "core/parts/linear_boundaries.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

#include "tests/unit/parts/layers.h"

using namespace lectern;

namespace {

constexpr Range kWindow{-1, 1};

Matrix<double> rows(std::initializer_list<std::array<double, 3>> list) {
  Matrix<double> matrix(static_cast<std::ptrdiff_t>(list.size()), 3);
  std::ptrdiff_t k = 0;
  for (const auto& row : list) std::copy(row.begin(), row.end(), matrix.row(k++));
  return matrix;
}

}  // namespace

TEST_CASE("one score has one straight boundary") {
  Plane plane;
  add_linear_boundaries(plane, "boundary", rows({{-0.5, 1, 0}}), kWindow, kWindow);
  add_level_line(plane, "level", std::array{-0.5, 1.0, 2.0}, 3);
  const StraightLayer& line = tests::layer_of<StraightLayer>(plane, "boundary");
  CHECK(line.a == 1);
  CHECK(line.b == 0);
  CHECK(line.c == 0.5);
  CHECK(tests::layer_of<StraightLayer>(plane, "level").c == 3.5);
}

TEST_CASE("there is no arrow where the window shows nothing of the line, or there is none") {
  for (const auto& row : {std::array{5.0, 1.0, 0.0}, std::array{0.0, 0.0, 0.0}, std::array{double{NAN}, 1.0, 1.0}}) {
    Plane plane;
    CHECK(add_normal_arrow(plane, "θ", row, kWindow, kWindow, 1, 0).x.empty());
  }
}

TEST_CASE("three classes meet where their scores are equal, and a masked class has no boundary") {
  Plane plane;
  // The largest of x, y and -x - y: three half-lines from the origin.
  add_linear_boundaries(plane, "star", rows({{0, 1, 0}, {0, 0, 1}, {0, -1, -1}}), kWindow, kWindow);
  const LineLayer& star = tests::layer_of<LineLayer>(plane, "star");
  CHECK(star.x.size() == 8);  // three pieces, two breaks
  for (std::size_t piece = 0; piece < 3; ++piece) {
    const double first = std::hypot(star.x[3 * piece], star.y[3 * piece]);
    const double second = std::hypot(star.x[3 * piece + 1], star.y[3 * piece + 1]);
    CHECK(std::min(first, second) < 1e-6);
    CHECK(std::max(first, second) > 5);  // on beyond the window
  }
  add_linear_boundaries(plane, "masked", rows({{0, 1, 0}, {-0.5, 0, 0}, {0, -1, 0}}), kWindow, kWindow);
  const LineLayer& masked = tests::layer_of<LineLayer>(plane, "masked");
  CHECK(masked.x.size() == 2);
  CHECK(masked.x[0] == 0);
}

TEST_CASE("the arrow stands at right angles to its line, as long as asked for") {
  Plane plane;
  const std::array row{0.25, 3.0, 4.0};
  const ArrowsLayer& arrow = add_normal_arrow(plane, "θ", row, kWindow, kWindow, 0.5, 0);
  REQUIRE(arrow.x.size() == 1);
  CHECK(row[0] + row[1] * arrow.x[0] + row[2] * arrow.y[0] == doctest::Approx(0));
  CHECK(arrow.dx[0] == doctest::Approx(0.3));
  CHECK(arrow.dy[0] == doctest::Approx(0.4));
}

TEST_CASE("bars and steps of a histogram cover its range") {
  Plane plane;
  const std::array contents{1.0, 3.0};
  const BarsLayer& bars = plane.bars("bars", {-1, 1}, contents);
  CHECK(bars.width == 1);
  CHECK(bars.x[0] == -0.5f);
  CHECK(bars.height[1] == 3);
  const LineLayer& steps = plane.steps("steps", {-1, 1}, contents);
  CHECK(steps.x == std::vector<float>{-1, 0, 0, 1});
  CHECK(steps.y == std::vector<float>{1, 1, 3, 3});
  const HandlesLayer& handle = plane.threshold("threshold", "cut", 0.25);
  CHECK(handle.horizontal_only);
  CHECK(handle.id[0] == "threshold");
}
