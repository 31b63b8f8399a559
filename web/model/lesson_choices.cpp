#include "web/model/lesson_choices.h"

#include <algorithm>

#include "core/lab/text.h"
#include "core/math/ascii.h"

namespace lectern {

std::vector<LessonOption> control_options(const ParameterSet& values) {
  std::vector<LessonOption> options;
  for (const ParameterSpec& spec : values.schema().specs())
    options.push_back({spec.id, spec.label, spec.group, values.is_shown(spec.id)});
  return options;
}

std::vector<LessonOption> panel_options(const Snapshot& snapshot, const std::vector<std::string>& chosen) {
  std::vector<LessonOption> options;
  for (const Panel& panel : snapshot.panels) options.push_back({panel.id, panel.title, "", true});
  for (const std::string& id : chosen) {
    const bool known =
        std::any_of(options.begin(), options.end(), [&](const LessonOption& option) { return option.id == id; });
    if (!known) options.push_back({id, id, "", false});
  }
  return options;
}

bool matches(const LessonOption& option, std::string_view search) {
  const std::string text = lower_case(option.label + " " + option.group + " " + option.id);
  const std::string words = lower_case(search);
  for (const std::string_view word : split(words, ' '))
    if (text.find(word) == std::string::npos) return false;
  return true;
}

bool is_chosen(const std::vector<std::string>& chosen, std::string_view id) {
  return std::find(chosen.begin(), chosen.end(), id) != chosen.end();
}

std::vector<std::string> with_toggled(const std::vector<std::string>& chosen, std::string_view id,
                                      std::span<const LessonOption> options, ChoiceOrder order) {
  std::vector<std::string> changed = chosen;
  if (is_chosen(chosen, id)) {
    std::erase(changed, id);
  } else {
    changed.emplace_back(id);
  }
  if (order == ChoiceOrder::of_choice) return changed;
  std::vector<std::string> ordered;
  for (const LessonOption& option : options)
    if (is_chosen(changed, option.id)) ordered.push_back(option.id);
  return ordered;
}

std::string labels_of_chosen(const std::vector<std::string>& chosen, std::span<const LessonOption> options) {
  std::vector<std::string> labels;
  for (const std::string& id : chosen) {
    const auto option =
        std::find_if(options.begin(), options.end(), [&](const LessonOption& each) { return each.id == id; });
    labels.push_back(option == options.end() ? id : option->label);
  }
  return joined(labels);
}

std::string labels_of_others(const std::vector<std::string>& chosen, std::span<const LessonOption> options) {
  std::vector<std::string> labels;
  for (const LessonOption& option : options)
    if (option.is_there && !is_chosen(chosen, option.id)) labels.push_back(option.label);
  return joined(labels);
}

}  // namespace lectern
