#include "core/lab/snapshot_json.h"

#include "core/lab/json_writer.h"
#include "core/lab/panel_json.h"
#include "core/lab/registry.h"
#include "core/lab/share_link.h"
#include "core/math/state_hasher.h"

namespace lectern {
namespace {

void write_metrics(JsonWriter& json, const Snapshot& snapshot) {
  json.key("metrics").begin_object();
  for (const Metric& metric : snapshot.metrics) json.key(metric.id).value(metric.value);
  json.end_object();
}

void write_panels(JsonWriter& json, const Snapshot& snapshot) {
  json.key("panels").begin_array();
  for (const Panel& panel : snapshot.panels) write_panel(json, panel);
  json.end_array();
}

// As a link writes it.
std::string text_of_remedy(const Snapshot& snapshot) {
  const ExperimentInfo* info = Registry::instance().find(snapshot.plan.id);
  return info == nullptr ? "" : value_text(info->schema, snapshot.remedy.parameter, snapshot.remedy.value);
}

void write_remedy(JsonWriter& json, const Snapshot& snapshot) {
  if (snapshot.remedy.parameter.empty()) return;
  json.key("remedy").begin_object().key("parameter").value(snapshot.remedy.parameter);
  json.key("value").value(text_of_remedy(snapshot)).key("rewind_step").value(snapshot.rewind_step).end_object();
}

void write_drawn_points(JsonWriter& json, const Snapshot& snapshot) {
  json.key("drawn_points").begin_array();
  for (const DrawnPoint& point : snapshot.drawn_points) {
    json.begin_array().value(point.x).value(point.y).value(point.label).end_array();
  }
  json.end_array();
}

void write_run(JsonWriter& json, const Snapshot& snapshot, int threads) {
  json.key("id").value(snapshot.plan.id).key("seed").value(snapshot.plan.seed);
  json.key("data_seed").value(snapshot.plan.data_seed).key("step").value(snapshot.step);
  json.key("furthest_step").value(snapshot.furthest_step);
  json.key("status").value(status_name(snapshot.status)).key("message").value(snapshot.message);
  write_remedy(json, snapshot);
  json.key("steps_per_second").value(snapshot.steps_per_second).key("threads").value(threads);
  if (!snapshot.notes.empty()) {
    json.key("notes").begin_array();
    for (const std::string& note : snapshot.notes) json.value(note);
    json.end_array();
  }
  write_metrics(json, snapshot);
  write_panels(json, snapshot);
  write_drawn_points(json, snapshot);
  if (snapshot.state_hash) json.key("state_hash").value(hash_text(*snapshot.state_hash));
  json.key("link").value(write_link({snapshot.plan, snapshot.step, {}}));
}

}  // namespace

std::string snapshot_json(const Snapshot& snapshot, int threads, std::optional<ThreadedSnapshot> beside) {
  JsonWriter json;
  json.begin_object();
  write_run(json, snapshot, threads);
  if (beside) {
    json.key("beside").begin_object();
    write_run(json, beside->snapshot, beside->threads);
    json.end_object();
  }
  json.end_object();
  return json.text();
}

const char* status_name(RunStatus status) {
  switch (status) {
    case RunStatus::idle: return "idle";
    case RunStatus::running: return "running";
    case RunStatus::paused: return "paused";
    case RunStatus::finished: return "finished";
    case RunStatus::diverged: return "diverged";
    case RunStatus::failed: return "failed";
  }
  return "idle";
}

}  // namespace lectern
