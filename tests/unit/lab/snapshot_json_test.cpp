#include "core/lab/snapshot_json.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/lab/json_writer.h"

using namespace lectern;

TEST_CASE("JSON is written with its commas in the right places") {
  JsonWriter json;
  json.begin_object().key("a").value(1).key("b").begin_array().value(0.1).value(0.1f).value(true).begin_array().end_array();
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
  CHECK(snapshot_json(snapshot, 2) ==
        R"({"id":"demo","seed":7,"data_seed":1,"step":3,"status":"paused","message":"","metrics":{"loss":0.5},)"
        R"("panels":[{"id":"words","title":"Words","kind":"text","content":{"lines":["hello"]}}],)"
        R"("state_hash":"00000000000000ff","threads":2})");
}
