#include "web/model/parameter_names.h"

namespace lectern {

std::string short_name(const ParameterSpec& spec) {
  const std::size_t space = spec.label.find_last_of(' ');
  if (space == std::string::npos) return spec.label;
  const std::string last = spec.label.substr(space + 1);
  const bool symbol = !last.empty() && (static_cast<unsigned char>(last[0]) >= 0x80 || last.size() == 1);
  return symbol ? last : spec.label;
}

std::string shown_value(const ParameterSpec& spec, const ParameterSet& values) {
  if (spec.kind == ParameterKind::boolean) return values.boolean(spec.id) ? "on" : "off";
  if (spec.kind != ParameterKind::choice) return values.text_of(spec.id) + (spec.unit.empty() ? "" : " " + spec.unit);
  return spec.choices[static_cast<std::size_t>(values.choice_index(spec.id))].label;
}

}  // namespace lectern
