#include "core/lab/snapshot_json.h"

#include <doctest/doctest.h>

#include <cmath>

#include <nlohmann/json.hpp>

#include "core/lab/json_writer.h"
#include "core/lab/schema_json.h"
#include "tests/unit/lab/walk_experiment.h"

using namespace lectern;

TEST_CASE("JSON is written with its commas in the right places") {
  JsonWriter json;
  json.begin_object()
      .key("a")
      .value(1)
      .key("b")
      .begin_array()
      .value(0.1)
      .value(0.1f)
      .value(true)
      .begin_array()
      .end_array();
  json.end_array().key("c").begin_object().end_object().end_object();
  CHECK(json.text() == R"({"a":1,"b":[0.1,0.1,true,[]],"c":{}})");
}

TEST_CASE("text in JSON is escaped, and numbers that are not finite become null") {
  JsonWriter json;
  json.begin_array().value("a\"b\\c\n").value("η").value(std::nan("")).value(INFINITY).end_array();
  CHECK(json.text() == "[\"a\\\"b\\\\c\\u000a\",\"η\",null,null]");
}

TEST_CASE("a snapshot in JSON names its run, its metrics, its panels and its state") {
  Snapshot snapshot;
  snapshot.plan.id = "demo";
  snapshot.plan.seed = 7;
  snapshot.step = 3;
  snapshot.state_hash = 255;
  snapshot.status = RunStatus::paused;
  Metric& metric = snapshot.metrics.next();
  metric.id = "loss";
  metric.value = 0.5;
  Panel& panel = snapshot.panels.next();
  panel.id = "words";
  panel.title = "Words";
  panel.content = Text{};
  std::get<Text>(panel.content).lines.next().text = "hello";
  snapshot.drawn_points = {{0.5f, -1, 2}};
  CHECK(
      snapshot_json(snapshot, 2) ==
      R"({"id":"demo","seed":7,"data_seed":1,"step":3,"furthest_step":0,"status":"paused","message":"","steps_per_second":0,"threads":2,)"
      R"("metrics":{"loss":0.5},"panels":[{"id":"words","title":"Words","help":"","weight":1,"kind":"text",)"
      R"("content":{"lines":[{"style":"paragraph","text":"hello"}]}}],"drawn_points":[[0.5,-1,2]],)"
      R"("state_hash":"00000000000000ff","link":"#/demo?seed=7&step=3"})");
}

TEST_CASE("bytes that are no UTF-8 become U+FFFD") {
  JsonWriter json;
  json.value("a\xff b\xc3");
  CHECK(json.text() == R"("a\ufffd b\ufffd")");
}

TEST_CASE("every kind of panel is printed as JSON, with null for what is not finite") {
  Snapshot snapshot;
  snapshot.plan.seed = kMaximumSeed;
  snapshot.add_metric("loss", "Loss", std::nan(""), "J");
  Plane& plane = snapshot.add_panel<Plane>("plane", "Plane", {.weight = 4, .help = "How to read it."});
  plane.next<FieldLayer>().values = {0.1f, INFINITY};
  plane.next<ContourLayer>().levels = {0.5f};
  plane.next<PointsLayer>().color = {0, kColorAccent};
  plane.next<LineLayer>().label = "line";
  plane.next<BandLayer>().low = {1};
  plane.next<ArrowsLayer>().dx = {1};
  plane.next<EllipsesLayer>().xy = {1};
  plane.next<BarsLayer>().height = {1};
  plane.next<HandlesLayer>().id = {"start"};
  plane.straight("boundary", 1, 2, 3);
  snapshot.curves("curves", "Curves", {}).line("loss", {{0.0, 1.0}, {1.0, 2.0}});
  snapshot.add_panel<Images>("images", "Images").tiles.next().pick = 3;
  snapshot.add_panel<Network>("network", "Network").layers.next().neurons.next().bias = 0.25f;
  snapshot.add_panel<Tree>("tree", "Tree").nodes.next().left = 1;
  snapshot.add_panel<MatrixCells>("matrix", "Matrix").values = {1, 2};
  snapshot.add_panel<Distribution>("distribution", "Distribution").groups.next().median = 2;
  snapshot.add_panel<Cloud>("cloud", "Cloud").xyz = {1, 2, 3};
  snapshot.add_panel<Table>("table", "Table").rows.next().cells = {"a"};
  snapshot.add_panel<Text>("text", "Text").lines.next().text = "E = mc²";

  const auto json = nlohmann::json::parse(snapshot_json(snapshot, 2));
  CHECK(json["seed"] == kMaximumSeed);
  CHECK(json["metrics"]["loss"].is_null());
  const std::vector<std::string> kinds = {"plane",  "plane",        "images", "network", "tree",
                                          "matrix", "distribution", "cloud",  "table",   "text"};
  REQUIRE(json["panels"].size() == kinds.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    CHECK(json["panels"][i]["kind"] == kinds[i]);
    CHECK(json["panels"][i]["content"].is_object());
  }
  const auto& layers = json["panels"][0]["content"]["layers"];
  REQUIRE(layers.size() == 10);
  CHECK(layers[0]["values"].dump() == "[0.1,null]");
  CHECK(layers[2]["color"].dump() == R"([0,"accent"])");
  CHECK(layers[9]["kind"] == "straight");
  CHECK(layers[9]["c"] == 3);
  CHECK(json["panels"][3]["content"]["layers"][0]["neurons"][0]["bias"] == 0.25);
  CHECK(json["panels"][9]["content"]["lines"][0]["text"] == "E = mc²");
}

TEST_CASE("a schema is printed as JSON with everything a control needs") {
  const auto json = nlohmann::json::parse(schema_json(tests::walk_info()));
  CHECK(json["id"] == "random-walk");
  REQUIRE(json["parameters"].size() == 6);
  const auto& pace = json["parameters"][0];
  CHECK(pace["kind"] == "real");
  CHECK(pace["scale"] == "logarithmic");
  CHECK(pace["live"] == true);
  CHECK(pace["minimum"] == 1e-5);
  CHECK(json["parameters"][3]["default"] == "calm");
  CHECK(json["parameters"][3]["choices"][1]["label"] == "Wild");
  CHECK(json["parameters"][4]["default"].dump() == "[4,2]");
}
