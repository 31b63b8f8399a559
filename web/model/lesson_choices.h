#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/lab/parameter_set.h"
#include "core/lab/snapshot.h"

namespace lectern {

// What a lecturer chooses from for a lesson or for one of its stops, by its label. The file of the lesson holds ids.
struct LessonOption {
  std::string id, label;
  std::string group;     // heading under which it stands; may be empty
  bool is_there = true;  // the run as it is now shows it
  bool operator==(const LessonOption&) const = default;
};

// All controls of a demo in their order, also those that only other settings bring.
std::vector<LessonOption> control_options(const ParameterSet& values);
// The panels of the run as it is, and those of `chosen` that it has not.
std::vector<LessonOption> panel_options(const Snapshot& snapshot, const std::vector<std::string>& chosen);

// Whether each word of the search stands in the label, the heading or the id.
bool matches(const LessonOption& option, std::string_view search);

bool is_chosen(const std::vector<std::string>& chosen, std::string_view id);
// `chosen` with the id taken in, or out if it is in it: in the order of the options, or behind the others in the order
// of choice.
enum class ChoiceOrder { of_options, of_choice };
std::vector<std::string> with_toggled(const std::vector<std::string>& chosen, std::string_view id,
                                      std::span<const LessonOption> options, ChoiceOrder order);

// "Noise, Momentum": the labels of what is chosen, in the order of choice.
std::string labels_of_chosen(const std::vector<std::string>& chosen, std::span<const LessonOption> options);
// And of what is not, of what the run shows.
std::string labels_of_others(const std::vector<std::string>& chosen, std::span<const LessonOption> options);

}  // namespace lectern
