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
  return Error{"There is no parameter " + in_quotes(id) + (near.empty() ? "" : "; near names are " + joined(near)) +
               "."};
}

ParameterSet::ParameterSet(const ParameterSchema& schema) : schema_(&schema) {
  for (const ParameterSpec& spec : schema.specs()) values_.push_back(default_value(spec));
}

ParameterSet ParameterSet::defaults(const ParameterSchema& schema) { return ParameterSet(schema); }

ParsedParameters ParameterSet::with(const ParameterSchema& schema, const ParameterValues& values) {
  ParsedParameters made{ParameterSet(schema), {}};
  ParameterValues refused;
  for (const auto& [id, value] : values)
    if (!made.set.set(id, value)) refused.emplace_back(id, value);
  made.set.judge(std::move(refused), made.problems);
  return made;
}

ParsedParameters ParameterSet::parse(const ParameterSchema& schema,
                                     const std::vector<std::pair<std::string, std::string>>& texts) {
  ParsedParameters parsed{ParameterSet(schema), {}};
  ParameterValues refused;
  for (const auto& [id, text] : texts)
    if (!parsed.set.parse_text(id, text)) refused.emplace_back(id, text);
  parsed.set.judge(std::move(refused), parsed.problems);
  return parsed;
}

void ParameterSet::judge(ParameterValues refused, std::vector<ParameterProblem>& problems) {
  for (auto& [id, value] : refused) {
    if (schema_->index_of(id) < schema_->size() && !is_shown(id)) {
      forget_unjudged(id);
      unjudged_.emplace_back(std::move(id), std::move(value));
    } else {
      problems.push_back({id, refusal(id, value)});
    }
  }
}

std::string ParameterSet::refusal(std::string_view id, const ParameterValue& value) {
  const Result<bool> taken = set(id, value);
  const std::size_t index = schema_->index_of(id);
  const std::string* text = value.if_text();
  if (text == nullptr || index == schema_->size()) return taken.error();
  const Result<ParameterValue> read = parse_value(schema_->specs()[index], *text);
  return read ? taken.error() : read.error();
}

void ParameterSet::forget_unjudged(std::string_view id) {
  std::erase_if(unjudged_, [id](const auto& one) { return one.first == id; });
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
  forget_unjudged(id);
  return true;
}

void ParameterSet::reset(std::string_view id) {
  const std::size_t index = known_index(id);
  values_[index] = default_value(schema_->specs()[index]);
  forget_unjudged(id);
}

Result<bool> ParameterSet::parse_text(std::string_view id, std::string_view text) {
  const Result<std::size_t> index = find_parameter(*schema_, id);
  if (!index) return Error{index.error()};
  Result<ParameterValue> value = parse_value(schema_->specs()[*index], text);
  if (!value) return Error{value.error()};
  values_[*index] = std::move(*value);
  forget_unjudged(id);
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
    const auto kept =
        std::find_if(unjudged_.begin(), unjudged_.end(), [&](const auto& one) { return one.first == spec.id; });
    if (kept != unjudged_.end()) {
      changed.push_back(*kept);
    } else if (values_[i] != default_value(spec)) {
      changed.emplace_back(spec.id, values_[i]);
    }
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
  return a.schema_ == b.schema_ && a.values_ == b.values_ && a.unjudged_ == b.unjudged_;
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
