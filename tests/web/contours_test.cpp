#include "web/views/contours.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace lectern;

namespace {

struct Line {
  std::vector<float> x, y;
};

std::vector<Line> lines_of(std::span<const float> values, int rows, int cols, float level) {
  std::vector<float> numbers;
  append_contour(values, rows, cols, level, numbers);
  std::vector<Line> lines;
  bool begins = true;
  for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) {
    if (std::isnan(numbers[i])) {
      begins = true;
      continue;
    }
    if (begins) lines.emplace_back();
    begins = false;
    lines.back().x.push_back(numbers[i]);
    lines.back().y.push_back(numbers[i + 1]);
  }
  return lines;
}

template <typename Function>
std::vector<float> grid_of(int rows, int cols, Function f) {
  std::vector<float> values;
  for (int row = 0; row < rows; ++row)
    for (int col = 0; col < cols; ++col) values.push_back(static_cast<float>(f(col, row)));
  return values;
}

}  // namespace

TEST_CASE("a plane has one straight line without a gap") {
  const auto values = grid_of(7, 9, [](double x, double y) { return x + 0.5 * y - 4.2; });
  const std::vector<Line> lines = lines_of(values, 7, 9, 0);
  REQUIRE(lines.size() == 1);
  for (std::size_t i = 0; i < lines[0].x.size(); ++i)
    CHECK(lines[0].x[i] + 0.5f * lines[0].y[i] == doctest::Approx(4.2));
}

TEST_CASE("a bowl has one closed line at the right distance from its middle") {
  const auto values = grid_of(21, 21, [](double x, double y) { return std::hypot(x - 10, y - 10); });
  const std::vector<Line> lines = lines_of(values, 21, 21, 6);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].x.front() == lines[0].x.back());
  CHECK(lines[0].y.front() == lines[0].y.back());
  for (std::size_t i = 0; i < lines[0].x.size(); ++i)
    CHECK(std::hypot(lines[0].x[i] - 10, lines[0].y[i] - 10) == doctest::Approx(6).epsilon(0.01));
}

TEST_CASE("two hills have two lines, and a saddle between them is crossed once") {
  const auto values = grid_of(15, 31, [](double x, double y) {
    const double a = std::hypot(x - 8, y - 7), b = std::hypot(x - 22, y - 7);
    return std::exp(-a * a / 20) + std::exp(-b * b / 20);
  });
  CHECK(lines_of(values, 15, 31, 0.6f).size() == 2);
  const std::vector<float> saddle{1, 0, 0, 1};
  CHECK(lines_of(saddle, 2, 2, 0.5f).size() == 2);
}

TEST_CASE("nothing is drawn where a number is not finite, nor of grids without cells") {
  auto values = grid_of(3, 3, [](double x, double) { return x - 0.5; });
  values[0] = NAN;
  const std::vector<Line> lines = lines_of(values, 3, 3, 0);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].y.size() == 2);
  CHECK(lines_of(std::vector<float>{1, 2}, 1, 2, 1.5f).empty());
  CHECK(lines_of(std::vector<float>{1, 2}, 2, 2, 1.5f).empty());
}
