#include "core/cli/arguments.h"

#include <algorithm>

#include "core/lab/text.h"

namespace lectern::cli {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

std::string allowed_options(const ArgumentRules& rules) {
  std::vector<std::string> names;
  for (const std::string& option : rules.options) names.push_back("--" + option);
  for (const std::string& flag : rules.flags) names.push_back("--" + flag);
  return names.empty() ? "; this command has none." : "; allowed are " + joined(names) + ".";
}

}  // namespace

bool Arguments::has(const std::string& flag) const { return contains(flags, flag); }

const std::string* Arguments::value(const std::string& option) const {
  const auto found =
      std::find_if(values.rbegin(), values.rend(), [&](const auto& pair) { return pair.first == option; });
  return found == values.rend() ? nullptr : &found->second;
}

Result<Arguments> parse_arguments(const std::vector<std::string>& texts, const ArgumentRules& rules) {
  Arguments arguments;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string& text = texts[i];
    if (!text.starts_with("--")) {
      arguments.words.push_back(text);
      continue;
    }
    const std::string name = text.substr(2, text.find('=') - 2);
    const bool joined_value = text.find('=') != std::string::npos;
    if (!joined_value && contains(rules.flags, name)) {
      arguments.flags.push_back(name);
    } else if (!contains(rules.options, name)) {
      return Error{"There is no option " + in_quotes(text) + allowed_options(rules)};
    } else if (joined_value) {
      arguments.values.emplace_back(name, text.substr(text.find('=') + 1));
    } else if (i + 1 < texts.size()) {
      arguments.values.emplace_back(name, texts[++i]);
    } else {
      return Error{"The option --" + name + " needs a value."};
    }
  }
  if (arguments.words.size() < rules.fewest_words || arguments.words.size() > rules.most_words) {
    return Error{"The command is: " + rules.usage + "."};
  }
  return arguments;
}

Result<unsigned long long> number_of(const Arguments& arguments, const std::string& option, unsigned long long minimum,
                                     unsigned long long maximum, unsigned long long otherwise) {
  const std::string* text = arguments.value(option);
  if (text == nullptr) return otherwise;
  const std::optional<unsigned long long> number = parse_natural(*text);
  if (number && *number >= minimum && *number <= maximum) return *number;
  return Error{"--" + option + ": " + in_quotes(*text) + " is not allowed; allowed are whole numbers from " +
               std::to_string(minimum) + " to " + std::to_string(maximum) + "."};
}

}  // namespace lectern::cli
