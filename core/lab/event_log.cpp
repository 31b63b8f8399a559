#include "core/lab/event_log.h"

#include <algorithm>

#include "core/lab/link_text.h"
#include "core/lab/parameter_set.h"

namespace lectern {
namespace {

// Whether `later`, right after `earlier` in the same panel, leaves nothing of it.
struct Replaces {
  template <typename A, typename B>
  bool operator()(const A&, const B&) const {
    return false;
  }
  bool operator()(const HandleDragged& later, const HandleDragged& earlier) const {
    return later.handle == earlier.handle;
  }
  bool operator()(const CellEdited& later, const CellEdited& earlier) const {
    return later.row == earlier.row && later.column == earlier.column;
  }
  bool operator()(const PointMoved& later, const PointMoved& earlier) const { return later.index == earlier.index; }
  bool operator()(const ExampleMoved& later, const ExampleMoved& earlier) const { return later.index == earlier.index; }
  bool operator()(const ExampleRemoved& later, const ExampleMoved& earlier) const {
    return later.index == earlier.index;
  }
};

bool replaces(const Action& later, const Action& earlier) {
  return later.panel == earlier.panel && std::visit(Replaces{}, later.gesture, earlier.gesture);
}

// The event that `event` makes superfluous, or end. Tunings may pass other tunings, but no action:
// what it does may depend on the parameters.
std::vector<TimedEvent>::const_iterator find_replaced(const std::vector<TimedEvent>& events, const TimedEvent& event) {
  const auto* action = std::get_if<Action>(&event.what);
  for (auto it = events.end(); it != events.begin() && (it - 1)->step == event.step;) {
    --it;
    const auto* earlier = std::get_if<Action>(&it->what);
    if (action != nullptr) return earlier != nullptr && replaces(*action, *earlier) ? it : events.end();
    if (earlier != nullptr) return events.end();
    if (std::get<Tuning>(it->what).parameter == std::get<Tuning>(event.what).parameter) return it;
  }
  return events.end();
}

bool is_pad_event(const TimedEvent& event, const std::string& panel) {
  const auto* action = std::get_if<Action>(&event.what);
  return action != nullptr && action->panel == panel &&
         (std::holds_alternative<StrokeDrawn>(action->gesture) || std::holds_alternative<PadCleared>(action->gesture));
}

const Action* wiping_of(const TimedEvent& event) {
  const auto* action = std::get_if<Action>(&event.what);
  return action != nullptr && std::holds_alternative<PadCleared>(action->gesture) ? action : nullptr;
}

}  // namespace

std::optional<std::string> tuning_problem(const Tuning& tuning, const ParameterSchema& schema) {
  const Result<std::size_t> index = find_parameter(schema, tuning.parameter);
  if (!index) return index.error();
  const ParameterSpec& spec = schema.specs()[*index];
  if (auto problem = value_problem(spec, tuning.value)) return problem;
  if (spec.effect == ParameterEffect::live) return std::nullopt;
  return spec.label + ": cannot be changed in a run; changing it starts a new one.";
}

bool has_room_for(const std::vector<TimedEvent>& events, const TimedEvent& event, const ParameterSchema& schema) {
  std::vector<TimedEvent> longer = events;
  record(longer, event);
  return longer.size() <= kMaximumEvents && events_text(longer, schema).size() <= kMaximumEventsText;
}

void record(std::vector<TimedEvent>& events, TimedEvent event) {
  if (const Action* wiping = wiping_of(event)) {
    std::erase_if(events, [&](const TimedEvent& earlier) { return is_pad_event(earlier, wiping->panel); });
  } else if (const auto replaced = find_replaced(events, event); replaced != events.end()) {
    events.erase(replaced);
  }
  events.push_back(std::move(event));
}

bool concerns_points(const Action& action) {
  return std::holds_alternative<PointAdded>(action.gesture) || std::holds_alternative<PointMoved>(action.gesture) ||
         std::holds_alternative<PointRemoved>(action.gesture) || std::holds_alternative<PointsCleared>(action.gesture);
}

}  // namespace lectern
