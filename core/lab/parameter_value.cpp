#include "core/lab/parameter_value.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/lab/text.h"
#include "core/math/ascii.h"

namespace lectern {
namespace {

// The sentences below lack the parameter's label, which the public functions put before them.
using Problem = std::optional<std::string>;

std::string allowed_range(const ParameterSpec& spec) {
  return "; allowed are " + number_text(spec.minimum) + " to " + number_text(spec.maximum) + ".";
}

// "20 is above 10; allowed are 1e-05 to 10."
Problem range_problem(const ParameterSpec& spec, double number) {
  if (number < spec.minimum)
    return number_text(number) + " is below " + number_text(spec.minimum) + allowed_range(spec);
  if (number > spec.maximum)
    return number_text(number) + " is above " + number_text(spec.maximum) + allowed_range(spec);
  return std::nullopt;
}

std::string no_number(const ParameterSpec& spec, std::string_view text, bool whole) {
  return in_quotes(text) + " is not a " + (whole ? "whole " : "") + "number" + allowed_range(spec);
}

std::string no_boolean(std::string_view text) { return in_quotes(text) + " is neither true nor false."; }

// Of many choices only the near ones are named.
std::string no_choice(const ParameterSpec& spec, std::string_view text) {
  constexpr std::size_t kFew = 6;
  std::vector<std::string> ids;
  for (const Choice& choice : spec.choices) ids.push_back(choice.id);
  const std::vector<std::string> near = near_names(text, ids);
  const bool few = ids.size() <= kFew;
  return in_quotes(text) + " is not among the " + (few || !near.empty() ? "" : std::to_string(ids.size()) + " ") +
         "choices" +
         (few            ? "; allowed are " + joined(ids)
          : near.empty() ? ""
                         : "; near names are " + joined(near)) +
         ".";
}

Problem length_problem(const ParameterSpec& spec, std::size_t length) {
  if (length <= spec.maximum_length) return std::nullopt;
  return "a list of " + std::to_string(length) + " is too long; allowed are at most " +
         std::to_string(spec.maximum_length) + " numbers.";
}

Problem text_problem(const ParameterSpec& spec, std::string_view text) {
  if (text.size() > spec.maximum_length) {
    return in_quotes(text) + " is too long; allowed are at most " + std::to_string(spec.maximum_length) + " bytes.";
  }
  if (!is_printable_utf8(text)) return in_quotes(text) + " is not printable text; allowed is UTF-8 in one line.";
  return std::nullopt;
}

std::string list_text(const std::vector<int>& list) {
  std::string text;
  for (const int element : list) {
    if (!text.empty()) text += ',';
    text += std::to_string(element);
  }
  return text;
}

// As it stands, whatever the parameter.
std::string plain_text(const ParameterValue& value) {
  if (const auto* number = value.if_number()) return number_text(*number);
  if (const auto* list = value.if_list()) return list_text(*list);
  return value.text();
}

bool is_position(const ParameterSpec& spec, double number) {
  return number == std::floor(number) && number >= 0 && number < static_cast<double>(spec.choices.size());
}

Problem number_problem(const ParameterSpec& spec, const ParameterValue& value, bool whole) {
  const double* number = value.if_number();
  const bool fits = number != nullptr && std::isfinite(*number) && (!whole || *number == std::floor(*number));
  return fits ? range_problem(spec, *number) : no_number(spec, plain_text(value), whole);
}

Problem list_problem(const ParameterSpec& spec, const ParameterValue& value) {
  const std::vector<int>* list = value.if_list();
  if (list == nullptr) return no_number(spec, plain_text(value), true);
  if (Problem problem = length_problem(spec, list->size())) return problem;
  for (const int element : *list) {
    if (Problem problem = range_problem(spec, element)) return problem;
  }
  return std::nullopt;
}

Problem problem_without_label(const ParameterSpec& spec, const ParameterValue& value) {
  const double* number = value.if_number();
  switch (spec.kind) {
    case ParameterKind::integer: return number_problem(spec, value, true);
    case ParameterKind::real: return number_problem(spec, value, false);
    case ParameterKind::boolean:
      if (number != nullptr && (*number == 0 || *number == 1)) return std::nullopt;
      return no_boolean(plain_text(value));
    case ParameterKind::choice:
      if (number != nullptr && is_position(spec, *number)) return std::nullopt;
      return no_choice(spec, plain_text(value));
    case ParameterKind::integer_list: return list_problem(spec, value);
    case ParameterKind::text:
      if (const std::string* text = value.if_text()) return text_problem(spec, *text);
      return in_quotes(plain_text(value)) + " is not a text.";
  }
  return std::nullopt;
}

Result<ParameterValue> parse_number(const ParameterSpec& spec, std::string_view text, bool whole) {
  const std::string plain = plain_number(text);
  const std::optional<double> number = lectern::parse_number(plain);
  if (!number || (whole && !parse_whole(plain))) return Error{no_number(spec, text, whole)};
  if (Problem problem = range_problem(spec, *number)) return Error{*problem};
  return ParameterValue(*number);
}

Result<ParameterValue> parse_boolean(std::string_view text) {
  const std::string word = lower_case(bare_word(text));
  if (word == "true" || word == "1") return ParameterValue(true);
  if (word == "false" || word == "0") return ParameterValue(false);
  return Error{no_boolean(text)};
}

Result<ParameterValue> parse_choice(const ParameterSpec& spec, std::string_view text) {
  std::string word = lower_case(bare_word(text));  // as ids are written
  std::replace_if(
      word.begin(), word.end(), [](char c) { return c == '-' || c == ' '; }, '_');
  for (std::size_t i = 0; i < spec.choices.size(); ++i) {
    if (spec.choices[i].id == word) return ParameterValue(i);
  }
  return Error{no_choice(spec, text)};
}

Result<ParameterValue> parse_list(const ParameterSpec& spec, std::string_view text) {
  std::vector<int> list;
  if (bare_word(text).empty()) return ParameterValue(std::move(list));
  const std::vector<std::string_view> elements = split(text, text.find(';') == std::string_view::npos ? ',' : ';');
  if (Problem problem = length_problem(spec, elements.size())) return Error{*problem};
  for (const std::string_view element : elements) {
    const Result<ParameterValue> number = parse_number(spec, element, true);
    if (!number) return number;
    list.push_back(static_cast<int>(number->number()));
  }
  return ParameterValue(std::move(list));
}

Result<ParameterValue> parse_text(const ParameterSpec& spec, std::string_view text) {
  if (Problem problem = text_problem(spec, text)) return Error{*problem};
  return ParameterValue(std::string(text));
}

Result<ParameterValue> parse_without_label(const ParameterSpec& spec, std::string_view text) {
  switch (spec.kind) {
    case ParameterKind::integer: return parse_number(spec, text, true);
    case ParameterKind::real: return parse_number(spec, text, false);
    case ParameterKind::boolean: return parse_boolean(text);
    case ParameterKind::choice: return parse_choice(spec, text);
    case ParameterKind::integer_list: return parse_list(spec, text);
    case ParameterKind::text: return parse_text(spec, text);
  }
  return ParameterValue();
}

template <typename T>
const T& required(const T* held) {
  if (held == nullptr) broken_contract("The value of a parameter is read as another kind.");
  return *held;
}

}  // namespace

ParameterValue::ParameterValue() = default;
ParameterValue::ParameterValue(std::vector<int> list) : kind_(Kind::list), list_(std::move(list)) {}
ParameterValue::ParameterValue(std::string text) : kind_(Kind::text), text_(std::move(text)) {}
ParameterValue::ParameterValue(const ParameterValue&) = default;
ParameterValue::ParameterValue(ParameterValue&&) noexcept = default;
ParameterValue& ParameterValue::operator=(const ParameterValue&) = default;
ParameterValue& ParameterValue::operator=(ParameterValue&&) noexcept = default;
ParameterValue::~ParameterValue() = default;

double ParameterValue::number() const { return required(if_number()); }
const std::vector<int>& ParameterValue::list() const { return required(if_list()); }
const std::string& ParameterValue::text() const { return required(if_text()); }

ParameterValue default_value(const ParameterSpec& spec) {
  switch (spec.kind) {
    case ParameterKind::integer_list: return spec.default_list;
    case ParameterKind::text: return spec.default_text;
    default: return spec.default_number;
  }
}

std::optional<std::string> value_problem(const ParameterSpec& spec, const ParameterValue& value) {
  Problem problem = problem_without_label(spec, value);
  if (problem) problem->insert(0, spec.label + ": ");
  return problem;
}

Result<ParameterValue> parse_value(const ParameterSpec& spec, std::string_view text) {
  Result<ParameterValue> value = parse_without_label(spec, text);
  if (!value) return Error{spec.label + ": " + value.error()};
  return value;
}

std::string value_text(const ParameterSpec& spec, const ParameterValue& value) {
  const double* number = value.if_number();
  if (number == nullptr) return plain_text(value);
  switch (spec.kind) {
    case ParameterKind::integer: {
      const bool is_int = std::fabs(*number) <= std::numeric_limits<int>::max();
      return is_int ? std::to_string(static_cast<int>(*number)) : plain_text(value);
    }
    case ParameterKind::boolean: return *number != 0 ? "true" : "false";
    case ParameterKind::choice:
      return is_position(spec, *number) ? spec.choices[static_cast<std::size_t>(*number)].id : plain_text(value);
    default: return plain_text(value);
  }
}

std::string value_text(const ParameterSchema& schema, std::string_view id, const ParameterValue& value) {
  const std::size_t index = schema.index_of(id);
  return index < schema.size() ? value_text(schema.specs()[index], value) : "";
}

}  // namespace lectern
