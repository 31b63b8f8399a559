#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/lab/panel.h"
#include "core/lab/run_plan.h"

namespace lectern {

struct Metric {
  std::string id;
  std::string label;
  double value = 0;
  std::string unit;
};

enum class RunStatus {
  idle,      // nothing opened yet
  running,
  paused,
  finished,  // the experiment has nothing more to do
  diverged,  // non-finite numbers: paused, `message` says where and why
  failed,    // the experiment could not be made: `message` says why
};

// What there is to see and to know at one step: plain values, no pointers into the model.
struct Snapshot {
  std::uint64_t generation = 0;  // of the request this answers
  RunStatus status = RunStatus::idle;
  std::string message;           // for people; empty when there is nothing to say
  Tuning remedy;                 // of a diverged run: what would have kept it finite; empty parameter: not known
  std::uint64_t rewind_step = 0;  // of a diverged run: where to go back to so that the remedy helps
  std::uint64_t step = 0;
  std::uint64_t furthest_step = 0;         // reached so far: steps after `step` will be as they were
  std::vector<std::uint64_t> checkpoints;  // steps that can be gone back to at once, ascending
  std::uint64_t state_hash = 0;
  double steps_per_second = 0;
  std::uint64_t last_action = 0;  // sequence number of the last action taken in
  std::uint64_t last_seek = 0;    // and of the last wish to go to another step
  RunPlan plan;                   // the run so far, complete: what a link to this moment must hold
  std::vector<DrawnPoint> drawn_points;  // as they are now
  ReusableList<Metric> metrics;
  ReusableList<Panel> panels;

  void rewind_content() {
    metrics.rewind();
    panels.rewind();
  }
  void add_metric(std::string_view id, std::string_view label, double value, std::string_view unit = "");

  // The next panel with content of kind C, its former memory kept where the kind is the same.
  // Lists inside are rewound; every other field is the caller's to overwrite.
  template <typename C>
  C& add_panel(std::string_view id, std::string_view title, int weight = 1, std::string_view help = "");
};

// Forgets the elements of every list inside, keeping their memory.
void rewind(PanelContent& content);

template <typename C>
C& Snapshot::add_panel(std::string_view id, std::string_view title, int weight, std::string_view help) {
  Panel& panel = panels.next();
  panel.id.assign(id);
  panel.title.assign(title);
  panel.help.assign(help);
  panel.weight = weight;
  if (!std::holds_alternative<C>(panel.content)) panel.content.template emplace<C>();
  rewind(panel.content);
  return std::get<C>(panel.content);
}

}  // namespace lectern
