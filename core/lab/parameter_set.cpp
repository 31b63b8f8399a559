#include "core/lab/parameter_set.h"

#include <algorithm>

#include "core/lab/text.h"

namespace lectern {

Result<std::size_t> find_parameter(const ParameterSchema& schema, std::string_view id) {
  const std::size_t index = schema.index_of(id);
  if (index < schema.size()) return index;
  std::vector<std::string> ids;
  for (const ParameterSpec& spec : schema.specs()) ids.push_back(spec.id);
  const std::vector<std::string> near = near_names(id, ids);
  return Error{"There is no parameter " + in_quotes(id) +
               (near.empty() ? "; known are " + joined(ids) : "; near names are " + joined(near)) + "."};
}

ParameterSet::ParameterSet(const ParameterSchema& schema) : schema_(&schema) {
  for (const ParameterSpec& spec : schema.specs()) values_.push_back(default_value(spec));
}

ParameterSet ParameterSet::defaults(const ParameterSchema& schema) { return ParameterSet(schema); }

ParsedParameters ParameterSet::with(const ParameterSchema& schema, const ParameterValues& values) {
  ParsedParameters made{ParameterSet(schema), {}};
  for (const auto& [id, value] : values) {
    const Result<bool> taken = made.set.set(id, value);
    if (!taken) made.problems.push_back({id, taken.error()});
  }
  return made;
}

ParsedParameters ParameterSet::parse(const ParameterSchema& schema,
                                     const std::vector<std::pair<std::string, std::string>>& texts) {
  ParsedParameters parsed{ParameterSet(schema), {}};
  for (const auto& [id, text] : texts) {
    const Result<bool> taken = parsed.set.parse_text(id, text);
    if (!taken) parsed.problems.push_back({id, taken.error()});
  }
  return parsed;
}

std::size_t ParameterSet::known_index(std::string_view id) const {
  const std::size_t index = schema_->index_of(id);
  if (index == schema_->size()) broken_contract("There is no parameter " + in_quotes(id) + " in this schema.");
  return index;
}

const ParameterValue& ParameterSet::value_of(std::string_view id, ParameterKind kind) const {
  const std::size_t index = known_index(id);
  if (schema_->specs()[index].kind != kind) broken_contract("Parameter " + in_quotes(id) + " is read as another kind.");
  return values_[index];
}

int ParameterSet::integer(std::string_view id) const {
  return static_cast<int>(value_of(id, ParameterKind::integer).number());
}
double ParameterSet::real(std::string_view id) const { return value_of(id, ParameterKind::real).number(); }
bool ParameterSet::boolean(std::string_view id) const { return value_of(id, ParameterKind::boolean).number() != 0; }
int ParameterSet::choice_index(std::string_view id) const {
  return static_cast<int>(value_of(id, ParameterKind::choice).number());
}
const std::string& ParameterSet::choice(std::string_view id) const {
  const auto index = static_cast<std::size_t>(choice_index(id));
  return schema_->specs()[schema_->index_of(id)].choices[index].id;
}
const std::vector<int>& ParameterSet::integer_list(std::string_view id) const {
  return value_of(id, ParameterKind::integer_list).list();
}
const std::string& ParameterSet::text(std::string_view id) const { return value_of(id, ParameterKind::text).text(); }

Result<bool> ParameterSet::set(std::string_view id, const ParameterValue& value) {
  const Result<std::size_t> index = find_parameter(*schema_, id);
  if (!index) return Error{index.error()};
  if (auto problem = value_problem(schema_->specs()[*index], value)) return Error{std::move(*problem)};
  values_[*index] = value;
  return true;
}

void ParameterSet::reset(std::string_view id) {
  const std::size_t index = known_index(id);
  values_[index] = default_value(schema_->specs()[index]);
}

Result<bool> ParameterSet::parse_text(std::string_view id, std::string_view text) {
  const Result<std::size_t> index = find_parameter(*schema_, id);
  if (!index) return Error{index.error()};
  Result<ParameterValue> value = parse_value(schema_->specs()[*index], text);
  if (!value) return Error{value.error()};
  values_[*index] = std::move(*value);
  return true;
}

std::string ParameterSet::text_of(std::string_view id) const {
  const std::size_t index = known_index(id);
  return value_text(schema_->specs()[index], values_[index]);
}

bool ParameterSet::is_default(std::string_view id) const {
  const std::size_t index = known_index(id);
  return values_[index] == default_value(schema_->specs()[index]);
}

ParameterValues ParameterSet::changes() const {
  ParameterValues changed;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const ParameterSpec& spec = schema_->specs()[i];
    if (values_[i] != default_value(spec)) changed.emplace_back(spec.id, values_[i]);
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
