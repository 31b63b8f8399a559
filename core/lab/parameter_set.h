#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/lab/parameter_schema.h"
#include "core/lab/parameter_value.h"
#include "core/math/result.h"

namespace lectern {

// What is wrong with one given value: a sentence that names the parameter, the value and what is allowed.
struct ParameterProblem {
  std::string parameter;
  std::string message;
};

struct ParsedParameters;

// The position of a parameter in its schema; an error is a sentence that names the ids nearest to this one.
Result<std::size_t> find_parameter(const ParameterSchema& schema, std::string_view id);

// Values valid for one schema; there is no way to make an invalid one.
// The schema must outlive the set (schemas live in the Registry).
class ParameterSet {
 public:
  static ParameterSet defaults(const ParameterSchema& schema);

  // Starts from the defaults and takes every value that is valid; each other one is a problem and leaves its
  // parameter as it was. A value is judged only where it is used: of a parameter that is not shown it is kept as it
  // stands, among the changes, until it is shown.
  static ParsedParameters with(const ParameterSchema& schema, const ParameterValues& values);
  // The same from texts as in links: "0.03", "true", a choice's id, "8,8,4".
  static ParsedParameters parse(const ParameterSchema& schema,
                                const std::vector<std::pair<std::string, std::string>>& texts);

  const ParameterSchema& schema() const { return *schema_; }

  // Reading by id; asking for an unknown id or the wrong kind aborts with a sentence (it is a bug).
  int integer(std::string_view id) const;
  double real(std::string_view id) const;
  bool boolean(std::string_view id) const;
  int choice_index(std::string_view id) const;
  const std::string& choice(std::string_view id) const;  // the choice's id
  const std::vector<int>& integer_list(std::string_view id) const;
  const std::string& text(std::string_view id) const;

  // Of the parameter at this position in the schema.
  const ParameterValue& value(std::size_t index) const { return values_[index]; }

  // Sets one parameter; an error leaves the set as it was.
  Result<bool> set(std::string_view id, const ParameterValue& value);
  void reset(std::string_view id);

  // At the edges of the program. Sets one parameter from its link text; an error leaves the set as it was.
  Result<bool> parse_text(std::string_view id, std::string_view text);
  // The shortest link text that reads back to the same value.
  std::string text_of(std::string_view id) const;

  bool is_default(std::string_view id) const;
  // Those that differ from the default, in the schema's order: what RunPlan::parameters holds.
  ParameterValues changes() const;
  bool is_shown(std::string_view id) const;

  friend bool operator==(const ParameterSet& a, const ParameterSet& b);

  // The same parameters with every `restart` value equal: b can be reached from a by tune().
  static bool differ_only_live(const ParameterSet& a, const ParameterSet& b);

 private:
  explicit ParameterSet(const ParameterSchema& schema);
  std::size_t known_index(std::string_view id) const;
  // Why the parameter cannot have this value; a text may be one of a link, which was kept unjudged.
  std::string refusal(std::string_view id, const ParameterValue& value);
  void forget_unjudged(std::string_view id);
  // Of values that could not be taken: keeps those that are not used, and adds the sentences of the others.
  void judge(ParameterValues refused, std::vector<ParameterProblem>& problems);
  const ParameterValue& value_of(std::string_view id, ParameterKind kind) const;

  const ParameterSchema* schema_;
  std::vector<ParameterValue> values_;  // in the schema's order
  ParameterValues unjudged_;            // of parameters that are not shown: what cannot be their values
};

struct ParsedParameters {
  ParameterSet set;
  std::vector<ParameterProblem> problems;
};

}  // namespace lectern
