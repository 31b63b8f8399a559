#include "core/lab/parameter_schema.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/lab/text.h"

namespace lectern {
namespace {

bool is_parameter_id(std::string_view id) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !id.empty() && id[0] >= 'a' && id[0] <= 'z' && std::all_of(id.begin(), id.end(), allowed);
}

void require(bool holds, std::string_view id, std::string_view rule) {
  if (!holds) broken_contract("Parameter " + in_quotes(id) + ": " + std::string(rule));
}

void require_integer_range(const ParameterSpec& spec) {
  const auto is_int = [](double value) {
    return value == std::floor(value) && std::abs(value) <= std::numeric_limits<int>::max();
  };
  require(is_int(spec.minimum) && is_int(spec.maximum), spec.id, "the range must be whole numbers.");
}

void require_number(const ParameterSpec& spec) {
  require(spec.minimum <= spec.maximum && std::isfinite(spec.minimum) && std::isfinite(spec.maximum), spec.id,
          "the range must be finite and ascending.");
  require(spec.default_number >= spec.minimum && spec.default_number <= spec.maximum, spec.id,
          "the default must lie in the range.");
}

}  // namespace

bool is_link_word(std::string_view id) {
  constexpr std::array<std::string_view, 13> kWords = {"version", "seed",  "data_seed", "step",  "points",
                                                       "events",  "files", "embed",     "theme", "view",
                                                       "lesson",  "stops", "beside"};
  return std::find(kWords.begin(), kWords.end(), id) != kWords.end();
}

ParameterSchema::ParameterSchema(int version) : version_(version) {
  require(version >= 1, "version", "counts from 1.");
}
ParameterSchema::ParameterSchema(const ParameterSchema&) = default;
ParameterSchema::ParameterSchema(ParameterSchema&&) noexcept = default;
ParameterSchema& ParameterSchema::operator=(const ParameterSchema&) = default;
ParameterSchema& ParameterSchema::operator=(ParameterSchema&&) noexcept = default;
ParameterSchema::~ParameterSchema() = default;

ParameterSpec& ParameterSchema::add(std::string_view id, std::string_view label, ParameterKind kind) {
  require(is_parameter_id(id), id, "an id is a letter followed by letters, digits and _, all lower case.");
  require(!is_link_word(id), id, "this word means something else in links.");
  require(index_of(id) == size(), id, "the id stands twice.");
  require(!label.empty(), id, "the label is missing.");
  ParameterSpec& spec = specs_.emplace_back();
  spec.id = id;
  spec.label = label;
  spec.group = group_;
  spec.kind = kind;
  return spec;
}

ParameterSpec& ParameterSchema::last() {
  if (specs_.empty()) broken_contract("A schema's modifier stands before its first parameter.");
  return specs_.back();
}

ParameterSchema& ParameterSchema::group(std::string_view heading) {
  group_ = heading;
  return *this;
}

ParameterSchema& ParameterSchema::integer(std::string_view id, std::string_view label, Range range, int default_value) {
  ParameterSpec& spec = add(id, label, ParameterKind::integer);
  spec.minimum = range.minimum;
  spec.maximum = range.maximum;
  spec.default_number = default_value;
  require_integer_range(spec);
  require_number(spec);
  return *this;
}

ParameterSchema& ParameterSchema::real(std::string_view id, std::string_view label, Range range, double default_value) {
  ParameterSpec& spec = add(id, label, ParameterKind::real);
  spec.minimum = range.minimum;
  spec.maximum = range.maximum;
  spec.default_number = default_value;
  require_number(spec);
  return *this;
}

ParameterSchema& ParameterSchema::boolean(std::string_view id, std::string_view label, bool default_value) {
  add(id, label, ParameterKind::boolean).default_number = default_value ? 1 : 0;
  return *this;
}

ParameterSchema& ParameterSchema::choice(std::string_view id, std::string_view label, std::vector<Choice> choices,
                                         std::string_view default_id) {
  ParameterSpec& spec = add(id, label, ParameterKind::choice);
  spec.choices = std::move(choices);
  std::size_t found = spec.choices.size();
  for (std::size_t i = 0; i < spec.choices.size(); ++i) {
    const Choice& one = spec.choices[i];
    require(is_parameter_id(one.id) && !one.label.empty(), id, "each choice needs an id (as parameters) and a label.");
    for (std::size_t j = 0; j < i; ++j) require(spec.choices[j].id != one.id, id, "a choice stands twice.");
    if (one.id == default_id) found = i;
  }
  require(found < spec.choices.size(), id, "the default must be one of the choices.");
  spec.minimum = 0;
  spec.maximum = static_cast<double>(spec.choices.size() - 1);
  spec.default_number = static_cast<double>(found);
  return *this;
}

ParameterSchema& ParameterSchema::integer_list(std::string_view id, std::string_view label, Range element_range,
                                               std::size_t maximum_length, std::vector<int> default_value) {
  ParameterSpec& spec = add(id, label, ParameterKind::integer_list);
  spec.minimum = element_range.minimum;
  spec.maximum = element_range.maximum;
  spec.default_number = spec.minimum;
  spec.maximum_length = maximum_length;
  spec.default_list = std::move(default_value);
  require_integer_range(spec);
  require_number(spec);
  require(spec.default_list.size() <= maximum_length, id, "the default is longer than allowed.");
  for (const int element : spec.default_list) {
    require(element >= spec.minimum && element <= spec.maximum, id, "the default must lie in the range.");
  }
  return *this;
}

ParameterSchema& ParameterSchema::text(std::string_view id, std::string_view label, std::size_t maximum_length,
                                       std::string_view default_value) {
  ParameterSpec& spec = add(id, label, ParameterKind::text);
  spec.maximum_length = maximum_length;
  spec.default_text = default_value;
  require(default_value.size() <= maximum_length && is_printable_utf8(default_value), id,
          "the default must be printable and no longer than allowed.");
  return *this;
}

ParameterSchema& ParameterSchema::help(std::string_view sentence) {
  last().help = sentence;
  return *this;
}

ParameterSchema& ParameterSchema::unit(std::string_view unit) {
  last().unit = unit;
  return *this;
}

ParameterSchema& ParameterSchema::logarithmic() {
  ParameterSpec& spec = last();
  const bool is_number = spec.kind == ParameterKind::integer || spec.kind == ParameterKind::real;
  require(is_number && spec.minimum > 0, spec.id, "a logarithmic scale needs positive numbers.");
  spec.scale = ParameterScale::logarithmic;
  return *this;
}

ParameterSchema& ParameterSchema::live() {
  last().effect = ParameterEffect::live;
  return *this;
}

ParameterSchema& ParameterSchema::shown_when(std::string_view id, std::vector<std::string> values) {
  set_condition(last(), id, std::move(values));
  return *this;
}

ParameterSchema& ParameterSchema::shown_when(std::size_t first, std::string_view id,
                                             const std::vector<std::string>& values) {
  for (std::size_t i = first; i < size(); ++i)
    if (specs_[i].shown_when_id.empty()) set_condition(specs_[i], id, values);
  return *this;
}

void ParameterSchema::set_condition(ParameterSpec& spec, std::string_view id, std::vector<std::string> values) {
  const std::size_t other = index_of(id);
  require(other < index_of(spec.id), spec.id, "shown_when must name a parameter that stands above.");
  const ParameterSpec& condition = specs_[other];
  for (const std::string& value : values) {
    const bool known = condition.kind == ParameterKind::boolean
                           ? value == "true" || value == "false"
                           : std::any_of(condition.choices.begin(), condition.choices.end(),
                                         [&](const Choice& one) { return one.id == value; });
    require(known, spec.id, "shown_when must name values of a choice or boolean.");
  }
  spec.shown_when_id = id;
  spec.shown_when_values = std::move(values);
}

ParameterSchema& ParameterSchema::formerly(std::string_view id) {
  require(is_parameter_id(id) && index_of(id) == size() && current_id(id) == id, id, "the id stands twice.");
  last().former_ids.emplace_back(id);
  return *this;
}

ParameterSchema& ParameterSchema::append(const ParameterSchema& block) {
  for (const ParameterSpec& spec : block.specs()) {
    require(index_of(spec.id) == size(), spec.id, "the id stands twice.");
    specs_.push_back(spec);
    group_ = spec.group;
  }
  return *this;
}

std::string_view ParameterSchema::current_id(std::string_view id) const {
  for (const ParameterSpec& spec : specs_)
    if (std::find(spec.former_ids.begin(), spec.former_ids.end(), id) != spec.former_ids.end()) return spec.id;
  return id;
}

std::size_t ParameterSchema::index_of(std::string_view id) const {
  const auto found =
      std::find_if(specs_.begin(), specs_.end(), [&](const ParameterSpec& spec) { return spec.id == id; });
  return static_cast<std::size_t>(found - specs_.begin());
}

}  // namespace lectern
