#include "core/lab/describe/cost_surface.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "core/lab/describe/marks.h"
#include "core/lab/describe/table.h"

using namespace lectern;

TEST_CASE("a cost surface and its mirror have the same contours, each at half the distance of the next") {
  CostSurface surface;
  surface.compute({8, 8, {-1, 1}, {-1, 1}}, [](double a, double b) { return a * a + b * b; });
  Plane cost, likelihood;
  surface.describe(cost, "R", 3);
  surface.describe(likelihood, "L", 10, -2);
  const auto& field = std::get<FieldLayer>(cost.layers[0]);
  const auto& mirrored = std::get<FieldLayer>(likelihood.layers[0]);
  const auto& contours = std::get<ContourLayer>(cost.layers[1]);
  CHECK(field.values[0] == doctest::Approx(3 + 2 * 0.875 * 0.875));
  CHECK(mirrored.values[0] == doctest::Approx(10 - 4 * 0.875 * 0.875));
  CHECK(contours.values == field.values);
  CHECK(field.color.low == 3);
  CHECK(mirrored.color.high == 10);
  CHECK(mirrored.color.low < mirrored.color.high);
  const std::vector<float>& levels = contours.levels;
  CHECK(std::is_sorted(levels.begin(), levels.end()));
  for (std::size_t i = 1; i < levels.size(); ++i)
    CHECK(levels[i] - 3 == doctest::Approx(4 * (levels[i - 1] - 3)).epsilon(1e-2));
}

TEST_CASE("a histogram counts every value, those outside at the ends") {
  Plane plane;
  const std::vector<double> values{-9, -0.5, 0.1, 0.2, 7};
  CHECK(add_histogram(plane, "h", values, {-1, 1}, 2, 0) == 3);
  const auto& bars = std::get<BarsLayer>(plane.layers[0]);
  CHECK(bars.height == std::vector<float>{2, 3});
  const LineLayer& line = add_gaussian(plane, "g", 4, 0.5, {-1, 1}, 1);
  CHECK(line.y[50] == 4);
  CHECK(line.y.front() == doctest::Approx(4 * 0.1353353).epsilon(1e-5));
}

TEST_CASE("a table that is described again holds nothing of before") {
  Table table;
  set_columns(table, {"a", "b"});
  add_row(table, "x", 1).cells[1] = "old";
  table.rows.rewind();
  TableRow& row = add_row(table, "y", 2);
  CHECK(row.cells == std::vector<std::string>{"y", ""});
  CHECK(row.color == 2);
}
