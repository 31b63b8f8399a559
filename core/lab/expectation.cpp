#include "core/lab/expectation.h"

#include <cmath>
#include <utility>
#include <vector>

#include "core/lab/parameter_set.h"
#include "core/lab/text.h"

namespace lectern {
namespace {

constexpr double kUsualTolerance = 0.05;

constexpr std::string_view kAllowedClauses =
    "allowed before the comparison are “at step N”, “at the end”, “on seeds A to B”, “on N of seeds A to B”, the same "
    "of “data seeds”, and “with NAME = VALUE”";
constexpr std::string_view kAllowedOperands =
    "allowed are a number, the id of a metric, or “NUMBER * METRIC”, also with “at step N” behind it";
constexpr std::string_view kAllowedComparisons = "allowed are <, <=, >, >=, =, != and about";

Error allowed(std::string what, std::string_view which) { return Error{what.append("; ").append(which).append(".")}; }

// "at  step 5" → {"at", "step", "5"}
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (text = trimmed(text); !text.empty(); text = trimmed(text)) {
    std::size_t length = 0;
    while (length < text.size() && !is_blank(text[length])) ++length;
    words.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return words;
}

bool is_metric_id(std::string_view word) {
  if (word.empty() || !((word[0] >= 'a' && word[0] <= 'z') || word[0] == '_')) return false;
  for (const char c : word) {
    const bool allowed_letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
    if (!allowed_letter) return false;
  }
  return true;
}

std::optional<std::uint64_t> parse_step(std::string_view word) {
  const std::optional<unsigned long long> step = parse_natural(word);
  if (!step || *step > kMaximumStep) return std::nullopt;
  return *step;
}

std::optional<Comparison> parse_comparison(std::string_view word) {
  constexpr std::pair<std::string_view, Comparison> kComparisons[] = {
      {"<", Comparison::less},  {"<=", Comparison::at_most}, {">", Comparison::greater},  {">=", Comparison::at_least},
      {"=", Comparison::equal}, {"!=", Comparison::unequal}, {"about", Comparison::about}};
  for (const auto& [text, comparison] : kComparisons)
    if (word == text) return comparison;
  return std::nullopt;
}

std::optional<RunStatus> parse_status(std::string_view word) {
  if (word == "running") return RunStatus::running;
  if (word == "finished") return RunStatus::finished;
  if (word == "diverged") return RunStatus::diverged;
  return std::nullopt;
}

using Words = std::vector<std::string_view>;

Result<ExpectedOperand> parse_operand(Words words) {
  ExpectedOperand operand;
  const std::string whole = [&] {
    std::string text;
    for (const std::string_view word : words) text.append(text.empty() ? "" : " ").append(word);
    return text;
  }();
  if (words.size() >= 3 && words[words.size() - 3] == "at" && words[words.size() - 2] == "step") {
    operand.step = parse_step(words.back());
    if (!operand.step) return allowed(in_quotes(words.back()) + " is no step", "allowed are whole numbers");
    words.resize(words.size() - 3);
  }
  if (words.size() == 3 && words[1] == "*") {
    const std::optional<double> factor = parse_number(words[0]);
    if (!factor || !is_metric_id(words[2])) return allowed(in_quotes(whole) + " cannot be read", kAllowedOperands);
    operand.factor = *factor;
    operand.metric = words[2];
    return operand;
  }
  if (words.size() != 1) return allowed(in_quotes(whole) + " cannot be read", kAllowedOperands);
  if (const std::optional<double> number = parse_number(words[0])) {
    operand.factor = *number;
  } else if (is_metric_id(words[0])) {
    operand.metric = words[0];
  } else {
    return allowed(in_quotes(whole) + " cannot be read", kAllowedOperands);
  }
  return operand;
}

class ExpectationReader {
 public:
  ExpectationReader(std::string_view text, const ExperimentInfo& demo) : demo_(demo) { expectation_.text = text; }

  Result<Expectation> read() {
    std::string_view rest = expectation_.text;
    for (std::size_t comma = clause_end(rest); comma != std::string_view::npos; comma = clause_end(rest)) {
      if (const std::optional<Error> error = read_clause(trimmed(rest.substr(0, comma)))) return *error;
      rest = trimmed(rest.substr(comma + 1));
    }
    if (const std::optional<Error> error = read_comparison(words_of(rest))) return *error;
    return std::move(expectation_);
  }

 private:
  // A clause ends at a comma with a blank behind it: values may hold commas.
  static std::size_t clause_end(std::string_view text) { return text.find(", "); }

  std::optional<Error> read_clause(std::string_view clause) {
    const Words words = words_of(clause);
    if (words.size() == 3 && words[0] == "at" && words[1] == "step") {
      expectation_.step = parse_step(words[2]);
      if (!expectation_.step) return allowed(in_quotes(words[2]) + " is no step", "allowed are whole numbers");
      return std::nullopt;
    }
    if (clause == "at the end") {
      expectation_.at_end = true;
      return std::nullopt;
    }
    if (words.size() > 1 && words[0] == "with") return read_changes(trimmed(clause.substr(4)));
    if (words.size() > 1 && words[0] == "on") return read_seeds(words, clause);
    return allowed(in_quotes(clause) + " cannot be read", kAllowedClauses);
  }

  std::optional<Error> read_changes(std::string_view text) {
    while (true) {
      const std::size_t end = text.find(" and ");
      const std::string_view change = text.substr(0, end);
      const std::size_t equals = change.find('=');
      if (equals == std::string_view::npos)
        return allowed(in_quotes(change) + " cannot be read", "allowed behind “with” is NAME = VALUE");
      const std::string id(demo_.schema.current_id(trimmed(change.substr(0, equals))));
      const Result<std::size_t> index = find_parameter(demo_.schema, id);
      if (!index) return Error{index.error()};
      Result<ParameterValue> value = parse_value(demo_.schema.specs()[*index], trimmed(change.substr(equals + 1)));
      if (!value) return Error{value.error()};
      expectation_.changed.emplace_back(id, std::move(*value));
      if (end == std::string_view::npos) return std::nullopt;
      text = trimmed(text.substr(end + 5));
    }
  }

  // on [N of] [data] seeds A to B
  std::optional<Error> read_seeds(const Words& words, std::string_view clause) {
    Expectation::Seeds seeds;
    std::size_t at = 1;
    std::optional<unsigned long long> needed;
    if (at + 1 < words.size() && words[at + 1] == "of") {
      needed = parse_natural(words[at]);
      if (!needed) return allowed(in_quotes(clause) + " cannot be read", kAllowedClauses);
      at += 2;
    }
    if (at < words.size() && words[at] == "data") seeds.of_data = true, ++at;
    if (words.size() != at + 4 || words[at] != "seeds" || words[at + 2] != "to")
      return allowed(in_quotes(clause) + " cannot be read", kAllowedClauses);
    const std::optional<unsigned long long> first = parse_natural(words[at + 1]), last = parse_natural(words[at + 3]);
    if (!first || !last || *last > kMaximumSeed || *first > *last || *last - *first >= kMaximumExpectedSeeds)
      return allowed(in_quotes(clause) + " names no seeds",
                     "allowed are at most " + std::to_string(kMaximumExpectedSeeds) + " of them, the smaller first");
    seeds.first = *first;
    seeds.last = *last;
    const std::uint64_t count = *last - *first + 1;
    seeds.needed = needed ? *needed : count;
    if (seeds.needed < 1 || seeds.needed > count)
      return allowed(in_quotes(clause) + " asks for too many seeds or none",
                     "allowed are 1 to " + std::to_string(count));
    expectation_.seeds = seeds;
    return std::nullopt;
  }

  std::optional<Error> read_comparison(const Words& words) {
    std::size_t at = 0;
    while (at < words.size() && !parse_comparison(words[at])) ++at;
    if (at == 0 || at + 1 >= words.size())
      return allowed(in_quotes(expectation_.text) + " compares nothing", kAllowedComparisons);
    expectation_.comparison = *parse_comparison(words[at]);
    const Words left(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(at));
    Words right(words.begin() + static_cast<std::ptrdiff_t>(at) + 1, words.end());
    if (left.size() == 1 && left[0] == "status") return read_status(right);
    if (expectation_.comparison == Comparison::about && right.size() > 2 && right[right.size() - 2] == "within") {
      const std::optional<double> within = parse_number(right.back());
      if (!within || *within <= 0)
        return allowed(in_quotes(right.back()) + " is no distance", "allowed are numbers above 0");
      expectation_.within = *within;
      right.resize(right.size() - 2);
    }
    Result<ExpectedOperand> first = parse_operand(left), second = parse_operand(right);
    if (!first) return Error{first.error()};
    if (!second) return Error{second.error()};
    expectation_.left = std::move(*first);
    expectation_.right = std::move(*second);
    if (expectation_.left.metric.empty() && expectation_.right.metric.empty())
      return allowed(in_quotes(expectation_.text) + " compares two numbers", "one side has to be a metric of the run");
    return std::nullopt;
  }

  std::optional<Error> read_status(const Words& right) {
    if (right.size() == 1 && expectation_.comparison == Comparison::equal) expectation_.status = parse_status(right[0]);
    if (expectation_.status) return std::nullopt;
    return allowed(in_quotes(expectation_.text) + " cannot be read",
                   "allowed are “status = running”, “status = finished” and “status = diverged”");
  }

  const ExperimentInfo& demo_;
  Expectation expectation_;
};

}  // namespace

Result<Expectation> parse_expectation(std::string_view text, const ExperimentInfo& demo) {
  return ExpectationReader(text, demo).read();
}

bool holds(Comparison comparison, double left, double right, double within) {
  switch (comparison) {
    case Comparison::less: return left < right;
    case Comparison::at_most: return left <= right;
    case Comparison::greater: return left > right;
    case Comparison::at_least: return left >= right;
    case Comparison::equal: return left == right;
    case Comparison::unequal: return left < right || left > right;
    case Comparison::about: {
      const double distance = within > 0 ? within : kUsualTolerance * std::abs(right);
      return std::abs(left - right) <= distance;
    }
  }
  return false;
}

}  // namespace lectern
