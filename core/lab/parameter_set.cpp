#include "core/lab/parameter_set.h"

#include <algorithm>
#include <optional>

#include "core/lab/text.h"

namespace lectern {
namespace {

std::string allowed_range(const ParameterSpec& spec) {
  return "; allowed are " + number_text(spec.minimum) + " to " + number_text(spec.maximum) + ".";
}

// "20 is above 10; allowed are 1e-05 to 10.", or nothing for a number in the range.
std::optional<std::string> range_problem(const ParameterSpec& spec, double number) {
  if (number < spec.minimum) return number_text(number) + " is below " + number_text(spec.minimum) + allowed_range(spec);
  if (number > spec.maximum) return number_text(number) + " is above " + number_text(spec.maximum) + allowed_range(spec);
  return std::nullopt;
}

Result<double> read_number(const ParameterSpec& spec, std::string_view text, bool whole) {
  std::optional<double> number = parse_number(text);
  if (whole && number) {
    const std::optional<long long> integer = parse_whole(text);
    if (!integer) number.reset();
  }
  if (!number) return Error{in_quotes(text) + " is not a " + (whole ? "whole " : "") + "number" + allowed_range(spec)};
  if (auto problem = range_problem(spec, *number)) return Error{*problem};
  return *number;
}

Result<double> read_boolean(std::string_view text) {
  if (text == "true" || text == "1") return 1.0;
  if (text == "false" || text == "0") return 0.0;
  return Error{in_quotes(text) + " is neither true nor false."};
}

Result<double> read_choice(const ParameterSpec& spec, std::string_view text) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < spec.choices.size(); ++i) {
    if (spec.choices[i].id == text) return static_cast<double>(i);
    ids.push_back(spec.choices[i].id);
  }
  return Error{in_quotes(text) + " is not among the choices; allowed are " + joined(ids) + "."};
}

Result<std::vector<int>> read_list(const ParameterSpec& spec, std::string_view text) {
  std::vector<int> list;
  if (text.empty()) return list;
  const std::vector<std::string_view> elements = split(text, ',');
  if (elements.size() > spec.maximum_length) {
    return Error{"a list of " + std::to_string(elements.size()) + " is too long; allowed are at most " +
                 std::to_string(spec.maximum_length) + " numbers."};
  }
  for (const std::string_view element : elements) {
    const Result<double> number = read_number(spec, element, true);
    if (!number) return Error{number.error()};
    list.push_back(static_cast<int>(*number));
  }
  return list;
}

Result<std::string> read_text(const ParameterSpec& spec, std::string_view text) {
  if (text.size() > spec.maximum_length) {
    return Error{in_quotes(text) + " is too long; allowed are at most " + std::to_string(spec.maximum_length) + " bytes."};
  }
  if (!is_printable_utf8(text)) return Error{in_quotes(text) + " is not printable text; allowed is UTF-8 in one line."};
  return std::string(text);
}

std::string list_text(const std::vector<int>& list) {
  std::string text;
  for (const int element : list) {
    if (!text.empty()) text += ',';
    text += std::to_string(element);
  }
  return text;
}

}  // namespace

ParameterSet::ParameterSet(const ParameterSchema& schema) : schema_(&schema) {
  for (const ParameterSpec& spec : schema.specs()) {
    values_.push_back({spec.default_number, spec.default_list, spec.default_text});
  }
}

ParameterSet ParameterSet::defaults(const ParameterSchema& schema) { return ParameterSet(schema); }

ParsedParameters ParameterSet::parse(const ParameterSchema& schema,
                                     const std::vector<std::pair<std::string, std::string>>& values) {
  ParsedParameters parsed{ParameterSet(schema), {}};
  for (const auto& [id, text] : values) {
    const Result<bool> taken = parsed.set.set(id, text);
    if (!taken) parsed.problems.push_back({id, taken.error()});
  }
  return parsed;
}

std::size_t ParameterSet::known_index(std::string_view id) const {
  const std::size_t index = schema_->index_of(id);
  if (index == schema_->size()) broken_contract("There is no parameter " + in_quotes(id) + " in this schema.");
  return index;
}

const ParameterSet::Value& ParameterSet::value_of(std::string_view id, ParameterKind kind) const {
  const std::size_t index = known_index(id);
  if (schema_->specs()[index].kind != kind) broken_contract("Parameter " + in_quotes(id) + " is read as another kind.");
  return values_[index];
}

int ParameterSet::integer(std::string_view id) const {
  return static_cast<int>(value_of(id, ParameterKind::integer).number);
}
double ParameterSet::real(std::string_view id) const { return value_of(id, ParameterKind::real).number; }
bool ParameterSet::boolean(std::string_view id) const { return value_of(id, ParameterKind::boolean).number != 0; }
int ParameterSet::choice_index(std::string_view id) const {
  return static_cast<int>(value_of(id, ParameterKind::choice).number);
}
const std::string& ParameterSet::choice(std::string_view id) const {
  const auto index = static_cast<std::size_t>(choice_index(id));
  return schema_->specs()[schema_->index_of(id)].choices[index].id;
}
const std::vector<int>& ParameterSet::integer_list(std::string_view id) const {
  return value_of(id, ParameterKind::integer_list).list;
}
const std::string& ParameterSet::text(std::string_view id) const { return value_of(id, ParameterKind::text).text; }

Result<bool> ParameterSet::read(const ParameterSpec& spec, std::string_view text, Value& value) {
  const auto take = [](auto result, auto& target) -> Result<bool> {
    if (!result) return Error{result.error()};
    target = std::move(*result);
    return true;
  };
  switch (spec.kind) {
    case ParameterKind::integer: return take(read_number(spec, text, true), value.number);
    case ParameterKind::real: return take(read_number(spec, text, false), value.number);
    case ParameterKind::boolean: return take(read_boolean(text), value.number);
    case ParameterKind::choice: return take(read_choice(spec, text), value.number);
    case ParameterKind::integer_list: return take(read_list(spec, text), value.list);
    case ParameterKind::text: return take(read_text(spec, text), value.text);
  }
  return false;
}

Result<bool> ParameterSet::set(std::string_view id, std::string_view text) {
  const std::size_t index = schema_->index_of(id);
  if (index == schema_->size()) {
    std::vector<std::string> ids;
    for (const ParameterSpec& spec : schema_->specs()) ids.push_back(spec.id);
    const std::vector<std::string> near = near_names(id, ids);
    return Error{"There is no parameter " + in_quotes(id) +
                 (near.empty() ? "; known are " + joined(ids) : "; near names are " + joined(near)) + "."};
  }
  const ParameterSpec& spec = schema_->specs()[index];
  Result<bool> taken = read(spec, text, values_[index]);
  if (!taken) return Error{spec.label + ": " + taken.error()};
  return taken;
}

void ParameterSet::reset(std::string_view id) {
  const std::size_t index = known_index(id);
  const ParameterSpec& spec = schema_->specs()[index];
  values_[index] = {spec.default_number, spec.default_list, spec.default_text};
}

std::string ParameterSet::text_of(std::string_view id) const {
  const std::size_t index = known_index(id);
  const ParameterSpec& spec = schema_->specs()[index];
  const Value& value = values_[index];
  switch (spec.kind) {
    case ParameterKind::integer: return std::to_string(static_cast<int>(value.number));
    case ParameterKind::real: return number_text(value.number);
    case ParameterKind::boolean: return value.number != 0 ? "true" : "false";
    case ParameterKind::choice: return spec.choices[static_cast<std::size_t>(value.number)].id;
    case ParameterKind::integer_list: return list_text(value.list);
    case ParameterKind::text: return value.text;
  }
  return {};
}

bool ParameterSet::is_default(std::string_view id) const {
  const std::size_t index = known_index(id);
  const ParameterSpec& spec = schema_->specs()[index];
  return values_[index] == Value{spec.default_number, spec.default_list, spec.default_text};
}

std::vector<std::pair<std::string, std::string>> ParameterSet::changes() const {
  std::vector<std::pair<std::string, std::string>> changed;
  for (const ParameterSpec& spec : schema_->specs()) {
    if (!is_default(spec.id)) changed.emplace_back(spec.id, text_of(spec.id));
  }
  return changed;
}

bool ParameterSet::is_shown(std::string_view id) const {
  const std::size_t index = known_index(id);
  const ParameterSpec& spec = schema_->specs()[index];
  if (spec.shown_when_id.empty()) return true;
  const auto& values = spec.shown_when_values;
  // What hides the condition hides what depends on it.
  return is_shown(spec.shown_when_id) &&
         std::find(values.begin(), values.end(), text_of(spec.shown_when_id)) != values.end();
}

bool operator==(const ParameterSet& a, const ParameterSet& b) {
  return a.schema_ == b.schema_ && a.values_ == b.values_;
}

bool ParameterSet::differ_only_live(const ParameterSet& a, const ParameterSet& b) {
  if (a.schema_ != b.schema_) return false;
  for (std::size_t i = 0; i < a.values_.size(); ++i) {
    const bool live = a.schema_->specs()[i].effect == ParameterEffect::live;
    if (!live && !(a.values_[i] == b.values_[i])) return false;
  }
  return true;
}

}  // namespace lectern
