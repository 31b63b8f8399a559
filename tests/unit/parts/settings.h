#pragma once

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "core/lab/parameter_set.h"

namespace lectern::tests {

using Values = std::vector<std::pair<std::string, std::string>>;

// The parameters that say this; the test fails where a value is not allowed. The schema must outlive them.
inline ParameterSet settings(const ParameterSchema& schema, const Values& values = {}) {
  const ParsedParameters parsed = ParameterSet::parse(schema, values);
  for (const ParameterProblem& problem : parsed.problems) FAIL_CHECK(problem.message);
  return parsed.set;
}

// The choices of a parameter.
inline std::vector<std::string> choices_of(const ParameterSchema& schema, std::string_view id) {
  std::vector<std::string> ids;
  for (const Choice& choice : schema.specs()[schema.index_of(id)].choices) ids.push_back(choice.id);
  return ids;
}

}  // namespace lectern::tests
