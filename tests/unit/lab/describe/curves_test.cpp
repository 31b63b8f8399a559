#include "core/lab/describe/curves.h"

#include <doctest/doctest.h>

#include <array>

#include "core/lab/history.h"

using namespace lectern;

TEST_CASE("on a logarithmic axis small values are lifted to the least shown, on a linear one they stay") {
  History history(1);
  history.record(0, std::array{0.0});
  history.record(1, std::array{2.0});
  for (const bool logarithmic : {true, false}) {
    Curves curves;
    set_axes(curves, "step", "cost", {}, logarithmic);
    const Series& series = add_series(curves, "cost", history, 0, 3, 0.5);
    CHECK(series.color == 3);
    CHECK(series.y == std::vector<float>{logarithmic ? 0.5f : 0.0f, 2});
  }
}

TEST_CASE("a level spans its history from the first to the last point") {
  History history(1);
  Curves curves;
  add_level(curves, "ln 4", history, 1.5);
  CHECK(curves.series[0].x.empty());
  curves.series.rewind();
  for (int i = 0; i < 10; ++i) history.record(i, std::array{1.0 * i});
  add_level(curves, "ln 4", history, 1.5);
  CHECK(curves.series[0].x == std::vector<float>{0, 9});
  CHECK(curves.series[0].y == std::vector<float>{1.5f, 1.5f});
  CHECK(curves.series[0].dashed);
}
