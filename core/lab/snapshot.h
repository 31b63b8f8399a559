#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/lab/panel.h"
#include "core/lab/run_plan.h"
#include "core/lab/saved_file.h"

namespace lectern {

struct Metric {
  std::string id;
  std::string label;
  double value = 0;  // NaN: not known
  std::string unit;
  int digits = 4;  // significant, for people
};

enum class RunStatus {
  idle,  // nothing opened yet
  running,
  paused,
  finished,  // the experiment has nothing more to do
  diverged,  // non-finite numbers: paused, `message` says where and why
  failed,    // the experiment could not be made: `message` says why
};

class Numbers;

// How a panel stands among others, and how to read it.
struct PanelText {
  int weight = 1;  // 1 small … 4 the main picture: share of the grid
  std::string_view help{};
  std::shared_ptr<const Sound> sound{};  // kept from one description to the next while it is the same
};

// What there is to see and to know at one step: plain values, no pointers into the model.
struct Snapshot {
  std::uint64_t generation = 0;  // of the request this answers
  RunStatus status = RunStatus::idle;
  std::string message;            // for people; empty when there is nothing to say
  Tuning remedy;                  // of a diverged run: what would have kept it finite; empty parameter: not known
  std::uint64_t rewind_step = 0;  // of a diverged run: where to go back to so that the remedy helps
  std::uint64_t step = 0;
  std::uint64_t furthest_step = 0;                 // reached so far: steps after `step` will be as they were
  std::vector<std::uint64_t> checkpoints;          // steps that can be gone back to at once, ascending
  std::optional<std::uint64_t> state_hash;         // only where it was asked for: RunRequest::wants_state_hash
  std::optional<std::vector<SavedFile>> networks;  // only where they were asked for: RunRequest::wants_networks
  double steps_per_second = 0;
  std::uint64_t last_action = 0;         // sequence number of the last action taken in
  std::uint64_t last_seek = 0;           // and of the last request to go to another step
  SeedUse seeds;                         // which of the plan's seeds matter
  RunPlan plan;                          // the run so far, complete: what a link to this moment must hold
  std::vector<DrawnPoint> drawn_points;  // as they are now
  std::vector<std::string> notes;        // what people must know of the data, a sentence each
  ReusableList<Metric> metrics;
  ReusableList<Panel> panels;

  void rewind_content() {
    metrics.rewind();
    panels.rewind();
  }
  void add_metric(std::string_view id, std::string_view label, double value, std::string_view unit = "");

  // The next panel of a kind, without content.
  Plane& plane(std::string_view id, std::string_view title, const PanelText& text);
  Plane& curves(std::string_view id, std::string_view title, const PanelText& text);  // a comparable plane
  Images& images(std::string_view id, std::string_view title, const PanelText& text);
  Network& network(std::string_view id, std::string_view title, const PanelText& text);
  Tree& tree(std::string_view id, std::string_view title, const PanelText& text);
  MatrixCells& matrix(std::string_view id, std::string_view title, const PanelText& text);
  Distribution& distribution(std::string_view id, std::string_view title, const PanelText& text);
  Cloud& cloud(std::string_view id, std::string_view title, const PanelText& text);
  Table& table(std::string_view id, std::string_view title, const PanelText& text);
  Text& text(std::string_view id, std::string_view title, const PanelText& text);
  // The panel of a run's numbers, "numbers"; its values are metrics as well. Valid until the next panel is added.
  Numbers numbers(std::string_view title, const PanelText& text);

  // A number that has no line among the numbers. A metric of the glossary needs no label.
  const Metric& metric(std::string_view id, std::string_view label, double value, const ValueStyle& style = {});
  const Metric& metric(std::string_view id, double value, const ValueStyle& style = {});

  // The next panel with content of kind C, its former memory kept where the kind is the same.
  // Lists inside are rewound; every other field is the caller's to overwrite.
  template <typename C>
  C& add_panel(std::string_view id, std::string_view title, const PanelText& text = {});
};

// The panel of a run's numbers: what is added is a metric, for scripts and tables, and a line, for people.
class Numbers {
 public:
  Numbers(Snapshot& snapshot, Text& text) : snapshot_(snapshot), text_(text) {}

  Numbers& add(std::string_view id, std::string_view label, double value, const ValueStyle& style = {});
  Numbers& add(std::string_view id, double value, const ValueStyle& style = {});  // labelled by the glossary
  Numbers& paragraph(std::string_view line) { return text_.paragraph(line), *this; }
  Numbers& heading(std::string_view line) { return text_.heading(line), *this; }
  Numbers& formula(std::string_view line) { return text_.formula(line), *this; }
  Numbers& warning(std::string_view line) { return text_.warning(line), *this; }

 private:
  Snapshot& snapshot_;
  Text& text_;
};

// Forgets the elements of every list inside, keeping their memory.
void rewind(PanelContent& content);

template <typename C>
C& Snapshot::add_panel(std::string_view id, std::string_view title, const PanelText& text) {
  Panel& panel = panels.next();
  panel.id.assign(id);
  panel.title.assign(title);
  panel.help.assign(text.help);
  panel.weight = text.weight;
  panel.sound = text.sound;
  if (!std::holds_alternative<C>(panel.content)) panel.content.template emplace<C>();
  rewind(panel.content);
  return std::get<C>(panel.content);
}

}  // namespace lectern
