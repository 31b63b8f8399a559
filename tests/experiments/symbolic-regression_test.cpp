#include "tests/experiments/demo_run.h"

using namespace lectern;

TEST_CASE("symbolic-regression: the mean square distance grows in proportion to time") {
  DemoRun run("#/symbolic-regression?walkers=1000&noise=0.1");
  run.steps(100);
  const double early = run.metric("square_distance");
  run.steps(300);
  const double late = run.metric("square_distance");
  CHECK(early == doctest::Approx(2 * 0.01 * 100).epsilon(0.15));
  CHECK(late / early == doctest::Approx(4).epsilon(0.15));
}
