#include <algorithm>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {
const std::string kClassSelection = "#/model-selection?problem=classes&n=120&";
}

TEST_CASE("model-selection: every pair of two hyperparameters is tested on every fold, and the least is chosen") {
  DemoRun run(kClassSelection + "classifier=svm");
  run.steps(200);
  CHECK(run.metric("tests") == 11 * 11 * 5);
  const Plane& map = run.panel<Plane>("score");
  double least = 1;
  for (const PlaneLayer& layer : map.layers)
    if (const auto* field = std::get_if<FieldLayer>(&layer); field != nullptr)
      for (const float error : field->values) least = std::min(least, static_cast<double>(error));
  CHECK(least == doctest::Approx(run.metric("best_score")).epsilon(1e-6));
  CHECK(run.metric("best_score") < 0.25);
  CHECK(run.metric("test_error") < 0.35);
  CHECK(run.session().condition() == RunSession::Condition::finished);
}

TEST_CASE("model-selection: neither γ nor C alone decides: with the best γ a poor C fails, and the other way round") {
  DemoRun run(kClassSelection + "classifier=svm&class_set=xnor&blur=0.1");
  run.steps(122);
  const Plane& map = run.panel<Plane>("score");
  for (const PlaneLayer& layer : map.layers) {
    const auto* field = std::get_if<FieldLayer>(&layer);
    if (field == nullptr) continue;
    // The smallest C and the smallest γ cannot tell the squares.
    CHECK(field->values.front() > 0.35f);
  }
  CHECK(run.metric("best_score") < 0.3);
  CHECK(run.metric("equally_good") >= 2);
}

TEST_CASE("model-selection: the least training error is that of candidates which fail on new points") {
  DemoRun run(kClassSelection + "classifier=svm&blur=0.3");
  run.steps(122);
  CHECK(run.metric("least_training_error") < 0.02);
  CHECK(run.metric("worst_of_least_training") > 1.3 * run.metric("best_score"));
  DemoRun neighbours(kClassSelection + "classifier=knn&blur=0.3");
  neighbours.steps(200);
  CHECK(neighbours.metric("least_training_error") == 0);  // k = 1
  CHECK(neighbours.metric("best_value") > 1);
}

TEST_CASE("model-selection: logistic regression of order 1 cannot tell moons as well as a higher order") {
  DemoRun run(kClassSelection + "classifier=logistic&blur=0.15");
  run.steps(200);
  CHECK(run.metric("best_value") >= 2);
  CHECK(run.metric("best_score") < 0.12);
}
