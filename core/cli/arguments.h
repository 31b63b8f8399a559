#pragma once

#include <string>
#include <vector>

#include "core/math/result.h"

namespace lectern::cli {

// The words after the command's name, sorted: what stands alone, options with a value, and flags.
struct Arguments {
  std::vector<std::string> words;
  std::vector<std::pair<std::string, std::string>> values;  // in the order given, names without --
  std::vector<std::string> flags;

  bool has(const std::string& flag) const;
  // The last value given for an option, or null.
  const std::string* value(const std::string& option) const;
};

// Which options and flags a command knows, and how many words it takes.
struct ArgumentRules {
  std::vector<std::string> options;
  std::vector<std::string> flags;
  std::size_t fewest_words = 0;
  std::size_t most_words = 0;
  std::string usage;  // "lectern describe ID"
};

// An error is a sentence that names the argument and what is allowed.
Result<Arguments> parse_arguments(const std::vector<std::string>& texts, const ArgumentRules& rules);

// The whole number of an option, or `otherwise` when it is not given.
Result<unsigned long long> number_of(const Arguments& arguments, const std::string& option, unsigned long long minimum,
                                     unsigned long long maximum, unsigned long long otherwise);

}  // namespace lectern::cli
