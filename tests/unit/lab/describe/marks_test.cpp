#include "core/lab/describe/marks.h"

#include <doctest/doctest.h>

#include <vector>

#include "core/lab/describe/table.h"

using namespace lectern;

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
