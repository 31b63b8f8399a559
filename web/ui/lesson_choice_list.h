#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "web/model/lesson_choices.h"
#include "web/ui/ui_context.h"

namespace lectern {

// A field of the lesson's editor in which options are ticked: one line that unfolds into the list of them.
struct ChoiceList {
  std::string key;         // of the field, within the lesson
  const char* label;       // above it
  const char* everything;  // what the lesson has while nothing is ticked: "All controls"
  const char* others;      // before the names of those that are not ticked: "Hidden: "; empty: they are not named
  ChoiceOrder order = ChoiceOrder::of_options;
};

// What is ticked now, where that changed in this frame.
std::optional<std::vector<std::string>> draw_choice_list(UiContext& context, const ChoiceList& list,
                                                         std::span<const LessonOption> options,
                                                         const std::vector<std::string>& chosen, float width);

}  // namespace lectern
