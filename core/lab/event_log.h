#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/lab/parameter_schema.h"
#include "core/lab/run_plan.h"

// The changes a person made to a run, kept as few as lead to the same state again.
namespace lectern {

// Why a demo with this schema does not allow the tuning, in a sentence; nothing if it does.
std::optional<std::string> tuning_problem(const Tuning& tuning, const ParameterSchema& schema);

// Whether a link can hold one more event besides `events`.
bool has_room_for(const std::vector<TimedEvent>& events, const TimedEvent& event, const ParameterSchema& schema);

// Appends `event`, which happens no earlier than the last of `events`. Of changes that follow each other at
// one step on one parameter, handle, cell or point only the last is kept; wiping a pad
// forgets what was drawn on it before.
void record(std::vector<TimedEvent>& events, TimedEvent event);

// Whether the action adds, moves or removes drawn points.
bool concerns_points(const Action& action);

}  // namespace lectern
