#include <cmath>

#include "tests/experiments/demo_run.h"

using namespace lectern;

TEST_CASE("principal-components: the axes turn until the plane holds the most that a plane can hold") {
  for (const char* data : {"cloud", "swiss", "wine", "digits"}) {
    CAPTURE(data);
    DemoRun run(std::string("#/principal-components?data=") + data);
    CHECK(run.metric("seen") < run.metric("most_held") - 0.1);
    run.steps(60);
    CHECK(run.metric("seen") == doctest::Approx(run.metric("most_held")));
  }
}

TEST_CASE("principal-components: in the principal axes nothing is left beside the diagonal") {
  DemoRun run("#/principal-components");
  CHECK(run.metric("covariance") > 0.1);
  run.steps(60);
  CHECK(run.metric("covariance") < 1e-9);
  // Spread 1, ½ and 0.1: shares 1/1.26 and 1.25/1.26.
  CHECK(run.metric("first") == doctest::Approx(100 / 1.26).epsilon(0.05));
  CHECK(run.metric("most_held") == doctest::Approx(100 * 1.25 / 1.26).epsilon(0.01));
}

TEST_CASE("principal-components: a dragged direction holds less than the first component, and play turns it there") {
  DemoRun run("#/principal-components?data=plane&noise=0.3");
  run.act("plane", HandleDragged{"direction", 0, 1});
  const double by_hand = run.metric("seen");
  CHECK(by_hand < run.metric("most_held") - 1);
  run.steps(60);
  CHECK(run.metric("seen") == doctest::Approx(run.metric("most_held")));
  run.act("plane", PointAdded{{1, -1, 0}});
  CHECK(run.metric("rows") == 401);
}

TEST_CASE("principal-components: all components keep all, none needs more than there are") {
  DemoRun run("#/principal-components?data=digits&kept=64");
  CHECK(run.metric("kept_share") == doctest::Approx(100));
  CHECK(run.metric("needed") > 10);
  CHECK(run.metric("needed") < 30);
}

TEST_CASE(
    "principal-components: the first component of Ising states is the magnetisation, with over half the variance") {
  for (const int seed : {1, 2, 3}) {
    DemoRun run("#/principal-components?data=ising&n=400&seed=" + std::to_string(seed));
    run.steps(100);
    CHECK(run.metric("states") == 400);
    CHECK(run.metric("first") > 50);
    CHECK(run.metric("second") < 5);
    CHECK(run.metric("correlation") > 0.999);
    CHECK(run.metric("uniformity") > 0.99);
  }
}
