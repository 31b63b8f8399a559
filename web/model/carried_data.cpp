#include "web/model/carried_data.h"

#include <algorithm>
#include <utility>

#include "core/lab/weight_files.h"

namespace lectern {

namespace {

constexpr const char* kDataPanel = "plane";  // where all demos that share data take changes of them

// The number of the example that the gesture changes; −1: it is another gesture.
int example_of(const Gesture& gesture) {
  const auto* moved = std::get_if<ExampleMoved>(&gesture);
  const auto* removed = std::get_if<ExampleRemoved>(&gesture);
  return moved != nullptr ? moved->index : removed != nullptr ? removed->index : -1;
}

}  // namespace

RunPlan carried_data(const ExperimentInfo& from, const RunPlan& plan, const ParameterSet& values,
                     const std::vector<DrawnPoint>& points, std::vector<TimedEvent> changed, const ExperimentInfo& to) {
  RunPlan carried;
  carried.id = to.id;
  if (to.data_block.empty() || to.data_block != from.data_block) return carried;
  carried.data_seed = plan.data_seed;
  carried.points = points;
  if (!to.files.endings.empty()) carried.files = plan.files;
  std::erase_if(carried.files, [](const DataFileIdentity& file) { return holds_weights(file.name); });
  ParameterSet set = ParameterSet::defaults(to.schema);
  for (const ParameterSpec& spec : to.schema.specs()) {
    const bool shared = spec.group == kDataGroup && from.schema.index_of(spec.id) < from.schema.size();
    // By its text, as choices may stand at other positions here. A value that is not allowed leaves the default, and
    // with it other examples.
    if (shared && !set.parse_text(spec.id, values.text_of(spec.id))) changed.clear();
  }
  carried.parameters = set.changes();
  for (TimedEvent& event : changed) std::get<Action>(event.what).panel = kDataPanel;
  carried.events = std::move(changed);
  return carried;
}

std::vector<DemoCard> demos_on_same_data(const ExperimentInfo& demo) {
  if (demo.data_block.empty()) return {};
  std::vector<DemoCard> demos = Registry::instance().cards();
  std::erase_if(demos,
                [&](const DemoCard& other) { return other.data_block != demo.data_block || other.id == demo.id; });
  return demos;
}

std::vector<TimedEvent> handles_dragged(const Snapshot& snapshot) {
  std::vector<TimedEvent> last;
  for (const TimedEvent& event : snapshot.plan.events) {
    const auto* action = std::get_if<Action>(&event.what);
    const auto* drag = action == nullptr ? nullptr : std::get_if<HandleDragged>(&action->gesture);
    if (drag == nullptr || event.step > snapshot.step) continue;
    std::erase_if(last, [&](const TimedEvent& earlier) {
      const Action& known = std::get<Action>(earlier.what);
      return known.panel == action->panel && std::get<HandleDragged>(known.gesture).handle == drag->handle;
    });
    last.push_back({0, *action});
  }
  return last;
}

std::vector<TimedEvent> examples_changed(const Snapshot& snapshot) {
  std::vector<TimedEvent> last;
  for (const TimedEvent& event : snapshot.plan.events) {
    const auto* action = std::get_if<Action>(&event.what);
    const int example = action == nullptr ? -1 : example_of(action->gesture);
    if (example < 0 || event.step > snapshot.step) continue;
    std::erase_if(last, [&](const TimedEvent& earlier) {
      return example_of(std::get<Action>(earlier.what).gesture) == example;
    });
    last.push_back({0, *action});
  }
  return last;
}

bool make_same_examples(const ExperimentInfo& demo, const RunPlan& a, const RunPlan& b) {
  if (a.data_seed != b.data_seed || a.files != b.files) return false;
  const ParameterSet of_a = ParameterSet::with(demo.schema, a.parameters).set,
                     of_b = ParameterSet::with(demo.schema, b.parameters).set;
  return std::all_of(demo.schema.specs().begin(), demo.schema.specs().end(), [&](const ParameterSpec& spec) {
    return spec.group != kDataGroup || of_a.text_of(spec.id) == of_b.text_of(spec.id);
  });
}

}  // namespace lectern
