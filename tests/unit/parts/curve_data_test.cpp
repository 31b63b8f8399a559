#include "core/parts/curve_data.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "core/lab/data_file.h"

using namespace lectern;

namespace {

Result<CurveProblem> problem_of(CurveLawSettings law, double noise = 0.3, Spacing spacing = Spacing::random) {
  return CurveProblem::make({.law = std::move(law), .noise = noise, .spacing = spacing});
}

Result<CurveData> data_of(const CurveDataSettings& settings, std::uint64_t data_seed = 1,
                          const std::vector<DrawnPoint>& points = {}) {
  const Streams streams(1, data_seed);
  return CurveData::make(settings, {streams, points, {}});
}

Result<CurveData> table_of(const std::string& text, const CurveDataSettings& settings = {.law = {.law = "file"}},
                           std::uint64_t data_seed = 1) {
  const Streams streams(1, data_seed);
  const DataFiles files{make_data_file("table.csv", text)};
  return CurveData::make(settings, {streams, {}, files});
}

}  // namespace

TEST_CASE("curve data: the rows of a table are the points, in its interval, without law or noise") {
  const Result<CurveData> data = table_of("t,h\n1,5\n2.5,-1\n4,3\n");
  REQUIRE(data.ok());
  CHECK(data->sample().x == std::vector<double>{1, 2.5, 4});
  CHECK(data->sample().y == std::vector<double>{5, -1, 3});
  const CurveProblem& problem = data->problem();
  CHECK_FALSE(problem.law.has_value());
  CHECK(problem.is_table);
  CHECK(problem.x_label == "t");
  CHECK(problem.y_label == "h");
  CHECK(problem.interval.low == 1);
  CHECK(problem.interval.high == 4);
  CHECK(problem.value_range({}, problem.interval).low < -1);
  CHECK(problem.value_range({}, problem.interval).high > 5);
  CHECK(data->file_shapes() == std::vector<std::string>{"3×2"});
  CHECK_FALSE(data->uses_seed());
  CHECK(data->notes()[0] == "All 3 rows are used.");
}

TEST_CASE("curve data: of a long table a share is used, drawn by the data seed") {
  std::string text = "x,y\n";
  for (int i = 0; i < 1800; ++i) text += std::to_string(i % 90) + "," + std::to_string(i) + "\n";
  const CurveDataSettings settings{.law = {.law = "file"}};
  const Result<CurveData> one = table_of(text, settings, 1), two = table_of(text, settings, 2);
  REQUIRE(one.ok());
  CHECK(one->sample().size() == 1000);
  CHECK(one->uses_seed());
  CHECK(one->sample().y != two->sample().y);
  CHECK(one->notes()[0].starts_with("1000 of 1800 rows are used"));
}

TEST_CASE("curve data: a table without an x that varies is refused, and without a table points of a law stand in") {
  CHECK(table_of("x,y\n2,1\n2,3\n2,4\n").error().find("All 3 values of “x” are equal") == 0);
  CHECK(table_of("x,y\n1,1\n2,3\n", {.law = {.law = "file"}, .column = 2}).error().find("Column 2") == 0);
  Result<CurveData> waiting = data_of({.law = {.law = "file"}});
  REQUIRE(waiting.ok());
  CHECK(waiting->sample().size() == 40);
  CHECK(waiting->notes()[0].starts_with("No table was dropped yet"));
  CHECK(data_of({}).ok());
  Result<CurveData> left = table_of("x,y\n1,1\n2,3\n");
  left->leave_table();
  CHECK(left->notes()[0].starts_with("The table is not used"));
}

TEST_CASE("curve data: samples lie on the law without noise, evenly or at random, in its interval") {
  for (const Spacing spacing : {Spacing::even, Spacing::random}) {
    const Result<CurveProblem> problem = problem_of({.law = "sine"}, 0, spacing);
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
  const Result<CurveProblem> problem = problem_of({.law = "linear"}, 0.5);
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
  const auto typed = [](const char* formula, double to) {
    return problem_of({.law = "typed", .formula = formula, .to = to});
  };
  CHECK(typed("2x + 1", 3)->law->value(2) == 5);
  CHECK(typed("2x + 1", 3)->interval.high == 3);
  CHECK_FALSE(typed("2y", 1).ok());
  const Result<CurveProblem> root = typed("sqrt(1-x)", 1);
  REQUIRE(root.ok());
  CHECK_FALSE(unusable_value(*root->law, {0, 1}).has_value());
  CHECK(unusable_value(*root->law, {0, 1.2}).value_or("").find("x = 1.0") != std::string::npos);
  CHECK(typed("exp(20x)", 1).error().find("too large") != std::string::npos);
  CHECK(typed("x", 0).error().find("interval") != std::string::npos);
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
  Result<CurveData> data = data_of({.law = {.law = "drawn"}}, 1, {{0.5f, 2, 0}});
  REQUIRE(data.ok());
  CHECK(data->sample().size() == 0);
  CHECK_FALSE(data->uses_seed());
  CurveSample sample;
  sample.add(data->drawn_points());
  CHECK(sample.y[0] == 2);
  const Range range = data->problem().value_range(sample, data->problem().interval);
  CHECK(range.low < 0);
  CHECK(range.high > 2);
  CHECK(data->act(PointMoved{0, 0.25f, -1}));
  CHECK(data->drawn_points()[0].y == -1);
  CHECK_FALSE(data->act(PointRemoved{1}));
}

TEST_CASE("curve data: where no points of one's own are taken, none are kept") {
  Result<CurveData> data = data_of({.law = {.own_points = false}}, 1, {{0.5f, 2, 0}});
  REQUIRE(data.ok());
  CHECK(data->drawn_points().empty());
  CHECK_FALSE(data->act(PointAdded{{0.5f, 2, 0}}));
}

TEST_CASE("curve data: the data seed matters where places or noise are drawn, and nowhere else") {
  const auto changes = [](const CurveDataSettings& settings) {
    const Result<CurveData> one = data_of(settings, 1), other = data_of(settings, 2);
    CHECK(one->uses_seed() == (one->sample().x != other->sample().x || one->sample().y != other->sample().y));
    return one->uses_seed();
  };
  CHECK(changes({}));
  CHECK(changes({.noise = 0}));
  CHECK(changes({.spacing = Spacing::even}));
  CHECK_FALSE(changes({.noise = 0, .spacing = Spacing::even}));
}
