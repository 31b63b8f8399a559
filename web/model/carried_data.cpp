#include "web/model/carried_data.h"

namespace lectern {

namespace {

constexpr const char* kDataGroup = "Data";

}  // namespace

RunPlan carried_data(const ExperimentInfo& from, const RunPlan& plan, const ParameterSet& values,
                     const std::vector<DrawnPoint>& points, const ExperimentInfo& to) {
  RunPlan carried;
  carried.id = to.id;
  if (to.data_block.empty() || to.data_block != from.data_block) return carried;
  carried.data_seed = plan.data_seed;
  carried.points = points;
  if (!to.files.endings.empty()) carried.files = plan.files;
  ParameterSet set = ParameterSet::defaults(to.schema);
  for (const ParameterSpec& spec : to.schema.specs()) {
    const bool shared = spec.group == kDataGroup && from.schema.index_of(spec.id) < from.schema.size();
    // By its text, as choices may stand at other positions here. A value that is not allowed leaves the default.
    if (shared) static_cast<void>(set.parse_text(spec.id, values.text_of(spec.id)));
  }
  carried.parameters = set.changes();
  return carried;
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

}  // namespace lectern
