#include "core/lab/describe/curves.h"

#include <doctest/doctest.h>

#include <array>

#include "core/lab/describe/training_curves.h"

using namespace lectern;

namespace {

const Curves& curves_of(const Snapshot& snapshot, std::string_view id) {
  for (const Panel& panel : snapshot.panels)
    if (panel.id == id) return std::get<Curves>(panel.content);
  static const Curves kNone{};
  FAIL_CHECK("no such panel");
  return kNone;
}

}  // namespace

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

TEST_CASE("training curves show validation and its best epoch only where there is some") {
  TrainingCurves curves(2);
  curves.record_fit(1, {0.5, 0.8}, {0.6, 0.7}, true);
  curves.record_gradients(1, std::array{1.0, 2.0});
  Snapshot snapshot;
  curves.describe(snapshot, {true, true, true, 1});
  CHECK(curves_of(snapshot, "loss").series.size() == 2);
  CHECK(curves_of(snapshot, "loss").has_marker);
  CHECK(curves_of(snapshot, "loss").series[1].y == std::vector<float>{0.6f});
  CHECK(curves_of(snapshot, "gradients").series.size() == 2);
  CHECK(curves_of(snapshot, "gradients").series[1].label == "layer 2");
  snapshot.rewind_content();
  curves.describe(snapshot, {false, false, true, 1});
  CHECK(curves_of(snapshot, "loss").series.size() == 1);
  CHECK_FALSE(curves_of(snapshot, "loss").has_marker);
}
