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
  double before = 1;
  for (const int dimension : {1, 2, 5, 10, 30}) {
    CAPTURE(dimension);
    DemoRun run("#/curse-of-dimensionality?dimension=" + std::to_string(dimension));
    run.steps(100);
    const double mean = run.metric("mean_distance"), spread = run.metric("relative_spread");
    // Mean square = mean² + variance = D/6.
    CHECK(mean * mean * (1 + spread * spread) == doctest::Approx(dimension / 6.0).epsilon(0.02));
    CHECK(spread < before);
    before = spread;
  }
}

TEST_CASE("curse-of-dimensionality: the grid of the lecture costs 10^20 evaluations") {
  DemoRun run("#/curse-of-dimensionality?grid_dimension=10&grid_spacing=0.01&rate=1e9");
  CHECK(run.metric("log_grid_points") == doctest::Approx(20));
  CHECK(std::pow(10, run.metric("log_years")) == doctest::Approx(1e11 / (365.25 * 24 * 3600)));
}
