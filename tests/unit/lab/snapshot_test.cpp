#include "core/lab/snapshot.h"

#include <doctest/doctest.h>

#include <limits>

using namespace lectern;

TEST_CASE("a list that is rewound hands out its elements again with their memory") {
  ReusableList<std::vector<int>> list;
  list.next().assign(100, 1);
  list.next().assign(50, 2);
  const int* memory = list[0].data();
  list.rewind();
  CHECK(list.empty());
  CHECK(list.begin() == list.end());
  std::vector<int>& again = list.next();
  CHECK(list.size() == 1);
  CHECK(again.size() == 100);
  CHECK(again.data() == memory);
}

TEST_CASE("a panel described anew starts with empty lists, the inner ones too") {
  Snapshot snapshot;
  for (int round = 0; round < 2; ++round) {
    snapshot.rewind_content();
    Network& network = snapshot.add_panel<Network>("network", "Network");
    CHECK(network.layers.empty());
    NetworkLayer& layer = network.layers.next();
    CHECK(layer.neurons.empty());
    layer.neurons.next();
    layer.neurons.next();
    Table& table = snapshot.add_panel<Table>("table", "Table");
    CHECK(table.rows.empty());
    table.rows.next();
  }
  CHECK(snapshot.panels.size() == 2);
}

TEST_CASE("a panel that changes its kind starts as that kind") {
  Snapshot snapshot;
  snapshot.table("a", "A", {}).head({"loss"});
  snapshot.rewind_content();
  CHECK(snapshot.add_panel<Text>("a", "A").lines.empty());
  Plane plane;
  plane.next<LineLayer>().x.assign(3, 1.0f);
  plane.layers.rewind();
  CHECK(plane.next<PointsLayer>().x.empty());
}

TEST_CASE("drawn numbers are rounded to what links hold, and bounded") {
  const Action action = rounded_for_links(Action{"plane", PointAdded{{0.12345f, -1e9f, 99}}});
  CHECK(std::get<PointAdded>(action.gesture).point == DrawnPoint{126.0f / 1024, -512, 15});
  CHECK(rounded_for_links(action) == action);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(rounded_for_links(DrawnPoint{nan, -1e-5f, -3}) == DrawnPoint{0, 0, 0});
  const Action stroke = rounded_for_links(Action{"pad", StrokeDrawn{std::vector<float>(1001, 0.3f), false}});
  CHECK(std::get<StrokeDrawn>(stroke.gesture).xy == std::vector<float>(512, 0.3125f));
  CHECK(rounded_for_links(Action{"m", CellEdited{-1, 9999, nan}}) == Action{"m", CellEdited{0, 4095, 0}});
}
