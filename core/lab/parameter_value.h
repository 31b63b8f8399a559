#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/lab/parameter_schema.h"
#include "core/math/result.h"

namespace lectern {

// The value of one parameter, as everything inside the program carries it: a number, a list or a text. The parameter's
// spec says which of them it has to be; a boolean is the number 0 or 1, a choice the number of its position.
// Text is met at the edges alone: links, the command line, fields that people type in.
class ParameterValue {
 public:
  ParameterValue();  // the number 0
  // -0 is taken as 0, so that equal values have one text. A literal text converts to no value: see parse_value().
  template <typename T>
  requires std::is_arithmetic_v<T> ParameterValue(T number) : ParameterValue() {
    number_ = number == T{} ? 0.0 : static_cast<double>(number);
  }
  ParameterValue(std::vector<int> list);
  ParameterValue(std::string text);
  ParameterValue(const ParameterValue&);
  ParameterValue(ParameterValue&&) noexcept;
  ParameterValue& operator=(const ParameterValue&);
  ParameterValue& operator=(ParameterValue&&) noexcept;
  ~ParameterValue();

  // Null if the value is of another kind.
  const double* if_number() const { return kind_ == Kind::number ? &number_ : nullptr; }
  const std::vector<int>* if_list() const { return kind_ == Kind::list ? &list_ : nullptr; }
  const std::string* if_text() const { return kind_ == Kind::text ? &text_ : nullptr; }

  // Of a value known to be valid for its parameter; another kind aborts with a sentence (it is a bug).
  double number() const;
  const std::vector<int>& list() const;
  const std::string& text() const;

  bool operator==(const ParameterValue&) const = default;

 private:
  enum class Kind { number, list, text };

  Kind kind_ = Kind::number;
  double number_ = 0;  // each at its default unless the value is of its kind
  std::vector<int> list_;
  std::string text_;
};

// Parameters by id.
using ParameterValues = std::vector<std::pair<std::string, ParameterValue>>;

ParameterValue default_value(const ParameterSpec& spec);

// Why the parameter cannot have this value: a sentence that names the parameter, the value and what is allowed.
std::optional<std::string> value_problem(const ParameterSpec& spec, const ParameterValue& value);

// Reads a value as links, the command line and people write it: "0.03", "true", a choice's id, "8,8,4". An error is a
// sentence as above.
Result<ParameterValue> parse_value(const ParameterSpec& spec, std::string_view text);

// The shortest text that reads back to the same value, which is valid for the parameter.
std::string value_text(const ParameterSpec& spec, const ParameterValue& value);
// The same of a parameter by id; empty where the schema has none of that id.
std::string value_text(const ParameterSchema& schema, std::string_view id, const ParameterValue& value);

}  // namespace lectern
