#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/lab/experiment.h"
#include "core/lab/run_plan.h"
#include "core/lab/snapshot.h"
#include "core/math/result.h"

// What a lesson claims about a run, so that it can be checked:
//   [CLAUSE, …] LEFT COMPARISON RIGHT
//   CLAUSE      at step N | at the end | on seeds A to B | on N of seeds A to B | on data seeds A to B |
//               on N of data seeds A to B | with NAME = VALUE [and NAME = VALUE …]
//   COMPARISON  < <= > >= = != or about (within 5 %), the last also as LEFT about RIGHT within DISTANCE
//   LEFT, RIGHT NUMBER | METRIC | NUMBER * METRIC, each also with “at step N” behind it
//   or          status = running | finished | diverged
namespace lectern {

enum class Comparison { less, at_most, greater, at_least, equal, unequal, about };

// A number, or a metric of the run times a factor.
struct ExpectedOperand {
  double factor = 1;                  // the number where there is no metric
  std::string metric = {};            // its id; empty: none
  std::optional<std::uint64_t> step;  // another step than the expectation's
  bool operator==(const ExpectedOperand&) const = default;
};

struct Expectation {
  int line = 0;      // of the lesson's file
  std::string text;  // as written

  // When and on what. No step: that of the stop.
  std::optional<std::uint64_t> step;
  bool at_end = false;      // when the run is finished or has diverged
  ParameterValues changed;  // parameters that differ from the stop's
  struct Seeds {
    std::uint64_t first = 1, last = 1;
    std::uint64_t needed = 1;  // on how many of them it must hold
    bool of_data = false;
    bool operator==(const Seeds&) const = default;
  };
  std::optional<Seeds> seeds;

  std::optional<RunStatus> status;  // in place of two numbers
  ExpectedOperand left, right;
  Comparison comparison = Comparison::less;
  double within = 0;  // of about: the distance allowed; 0: 5 % of the right side
  bool operator==(const Expectation&) const = default;
};

// An error is a sentence that names what is wrong and what is allowed.
Result<Expectation> parse_expectation(std::string_view text, const ExperimentInfo& demo);

// NaN on either side holds of nothing.
bool holds(Comparison comparison, double left, double right, double within);

// The longest run that “at the end” waits for, and the most seeds of one expectation.
constexpr std::uint64_t kMaximumExpectedSteps = 100'000;
constexpr std::uint64_t kMaximumExpectedSeeds = 100;

}  // namespace lectern
