#include <cmath>

#include "tests/experiments/demo_run.h"

using namespace lectern;

TEST_CASE("curse-of-dimensionality: counting agrees with the formulas within four standard errors") {
  for (const int dimension : {1, 2, 3, 6, 10}) {
    CAPTURE(dimension);
    DemoRun run("#/curse-of-dimensionality?dimension=" + std::to_string(dimension));
    run.steps(200);
    const double n = run.metric("samples");
    CHECK(n == 100000);
    for (const char* id : {"inside", "near_surface"}) {
      const double p = run.metric(std::string(id) + "_theory");
      CHECK(std::fabs(run.metric(id) - p) <= 4 * std::sqrt(p * (1 - p) / n) + 1e-12);
    }
  }
}

TEST_CASE("curse-of-dimensionality: distances concentrate") {
  double before = 1, nearest_before = 0;
  for (const int dimension : {1, 2, 5, 10, 30}) {
    CAPTURE(dimension);
    DemoRun run("#/curse-of-dimensionality?dimension=" + std::to_string(dimension));
    run.steps(100);
    const double mean = run.metric("mean_distance"), spread = run.metric("relative_spread");
    // Mean square = mean² + variance = D/6.
    CHECK(mean * mean * (1 + spread * spread) == doctest::Approx(dimension / 6.0).epsilon(0.02));
    CHECK(spread < before);
    before = spread;
    CHECK(run.metric("nearest") > nearest_before);
    CHECK(run.metric("nearest") < 1);
    nearest_before = run.metric("nearest");
  }
}

TEST_CASE("curse-of-dimensionality: the grid of the lecture costs 10^20 evaluations") {
  DemoRun run("#/curse-of-dimensionality?grid_dimension=10&grid_spacing=0.01&rate=1e9");
  CHECK(run.metric("log_grid_points") == doctest::Approx(20));
  CHECK(std::pow(10, run.metric("log_years")) == doctest::Approx(1e11 / (365.25 * 24 * 3600)));
}

TEST_CASE("curse-of-dimensionality: the table of costs holds the grid set, a photograph and GPT-3") {
  DemoRun run("#/curse-of-dimensionality?grid_dimension=10&grid_spacing=0.01&rate=1e9");
  CHECK(run.metric("log_photo_points") == doctest::Approx(2.0 * 4032 * 3024));
  CHECK(run.metric("log_gpt3_points") == doctest::Approx(3.5e11));
  const Table& table = run.panel<Table>("costs");
  REQUIRE(table.rows.size() == 4);
  CHECK(table.rows[0].cells[1] == "10");
  CHECK(table.rows[0].cells[2] == "20");
  CHECK(table.rows[0].cells[3] == "3.5");
  CHECK(table.rows[2].cells[2] == "24.4 million");
  CHECK(table.rows[3].cells[2] == "350 billion");
  run.tune("grid_spacing", "0.1");
  CHECK(run.panel<Table>("costs").rows[1].cells[2] == "80");
}
