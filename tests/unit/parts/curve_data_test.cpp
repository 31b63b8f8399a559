#include "core/parts/curve_data.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace lectern;

namespace {

ParameterSchema schema_with_split() {
  ParameterSchema schema;
  add_curve_parameters(schema, {.train_fraction = 0.7});
  return schema;
}

Result<CurveProblem> problem_of(std::vector<std::pair<std::string, std::string>> values, double beyond = 0) {
  static const ParameterSchema schema = schema_with_split();
  const ParsedParameters parsed = ParameterSet::parse(schema, values);
  CHECK(parsed.problems.empty());
  return read_curve_problem(parsed.set, beyond);
}

}  // namespace

TEST_CASE("curve data: samples lie on the law without noise, evenly or at random, in its interval") {
  for (const char* spacing : {"even", "random"}) {
    const Result<CurveProblem> problem = problem_of({{"law", "sine"}, {"noise", "0"}, {"spacing", spacing}});
    REQUIRE(problem.ok());
    Rng rng(1);
    const CurveSample sample = problem->sample(9, rng);
    for (std::size_t i = 0; i < 9; ++i) {
      CHECK(std::fabs(sample.x[i]) <= 1);
      CHECK(sample.y[i] == problem->law->value(sample.x[i]));
    }
    if (problem->is_even) {
      CHECK(sample.x[0] == doctest::Approx(-1 + 1.0 / 9));
      CHECK(sample.x[4] == doctest::Approx(0));
      CHECK(sample.x[8] == doctest::Approx(1 - 1.0 / 9));
    }
  }
}

TEST_CASE("curve data: the noise has the standard deviation asked for") {
  const Result<CurveProblem> problem = problem_of({{"law", "linear"}, {"noise", "0.5"}});
  Rng rng(2);
  const CurveSample sample = problem->sample(4000, rng);
  double squares = 0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const double noise = sample.y[i] - 2 * sample.x[i];
    squares += noise * noise;
  }
  CHECK(std::sqrt(squares / 4000) == doctest::Approx(0.5).epsilon(0.05));
}

TEST_CASE("curve data: a typed law must be readable, finite and not too large in the whole window") {
  const auto typed = [](const char* formula, const char* to, double beyond) {
    return problem_of({{"law", "typed"}, {"formula", formula}, {"to", to}}, beyond);
  };
  CHECK(typed("2x + 1", "3", 0)->law->value(2) == 5);
  CHECK(typed("2x + 1", "3", 0)->interval.high == 3);
  CHECK_FALSE(typed("2y", "1", 0).ok());
  CHECK(typed("sqrt(1-x)", "1", 0).ok());
  CHECK(typed("sqrt(1-x)", "1", 0.2).error().find("x = 1.0") != std::string::npos);
  CHECK(typed("exp(20x)", "1", 0).error().find("too large") != std::string::npos);
  CHECK(typed("x", "0", 0).error().find("interval") != std::string::npos);
}

TEST_CASE("curve data: a split keeps every point once, at least one of them for training") {
  CurveSample all;
  for (int i = 0; i < 10; ++i) all.add(i, -i);
  Rng rng(3);
  const CurveParts parts = split(all, 0.7, rng);
  CHECK(parts.training.size() == 7);
  CHECK(parts.validation.size() == 3);
  double sum = 0;
  for (double x : parts.training.x) sum += x;
  for (double x : parts.validation.x) sum += x;
  CHECK(sum == 45);
  CHECK(std::is_sorted(parts.training.x.begin(), parts.training.x.end()));
  CurveSample two;
  two.add(0, 0);
  two.add(1, 1);
  CHECK(split(two, 0.1, rng).training.size() == 1);
  CHECK(split({}, 0.5, rng).training.size() == 0);
}

TEST_CASE("curve data: without a law there are no points but those drawn") {
  const Result<CurveProblem> problem = problem_of({{"law", "drawn"}});
  REQUIRE(problem.ok());
  Rng rng(4);
  CurveSample sample = problem->sample(20, rng);
  CHECK(sample.size() == 0);
  const std::vector<DrawnPoint> drawn = {{0.5f, 2, 0}};
  append(drawn, sample);
  CHECK(sample.y[0] == 2);
  const Range range = value_range(*problem, sample, problem->interval);
  CHECK(range.low < 0);
  CHECK(range.high > 2);
}
