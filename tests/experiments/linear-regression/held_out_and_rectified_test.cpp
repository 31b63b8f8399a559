#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kHeldOutAndRectified = "#/linear-regression?";

std::size_t points_of(DemoRun& run, std::string_view label) {
  for (const PlaneLayer& layer : run.panel<Plane>("data").layers)
    if (const auto* points = std::get_if<PointsLayer>(&layer); points != nullptr && points->label == label)
      return points->x.size();
  return 0;
}

}  // namespace

TEST_CASE("linear-regression: a fifth held out is not learned from, and its risk is close to that of training") {
  DemoRun run(kHeldOutAndRectified + "data=salaries&test_fraction=0.2");
  CHECK(points_of(run, "data") == 298);
  CHECK(points_of(run, "held out") == 75);
  run.steps(400);
  // 1.6² of noise, over 298 samples and over 75.
  CHECK(run.metric("least_cost") == doctest::Approx(2.56).epsilon(0.2));
  CHECK(run.metric("held_out_risk") == doctest::Approx(2.56).epsilon(0.4));
  CHECK(run.metric("descent_held_out_risk") == doctest::Approx(run.metric("held_out_risk")).epsilon(1e-6));
  CHECK(points_of(run, "held out") == 75);
  DemoRun whole(kHeldOutAndRectified + "data=salaries");
  CHECK(points_of(whole, "data") == 373);
  CHECK(std::isnan(whole.metric("held_out_risk")));
}

TEST_CASE("linear-regression: with three houses to learn from the held-out risk is far above that of training") {
  double training = 0, held_out = 0;
  for (int seed = 1; seed <= 20; ++seed) {
    DemoRun run(kHeldOutAndRectified + "data=line&n=6&test_fraction=0.5&data_seed=" + std::to_string(seed));
    training += run.metric("least_cost");
    held_out += run.metric("held_out_risk");
  }
  CHECK(held_out > 3 * training);
}

TEST_CASE(
    "linear-regression: used cars are worth nothing at the end; a model that knows it fits better than the line") {
  DemoRun run(kHeldOutAndRectified + "data=cars&rectified=true&learning_rate=0.1");
  run.steps(1500);
  // ŷ = max(3 − 0.3 age, 0): the noise of 0.25 is cut off where cars are worth nothing.
  CHECK(run.metric("rectified_risk") < 0.4 * run.metric("least_cost"));
  CHECK(run.metric("rectified_risk") < 0.0625);
  CHECK(run.metric("excess") < 1e-9);
}

TEST_CASE("linear-regression: a non-negative model that predicts 0 for all samples stands still") {
  DemoRun run(kHeldOutAndRectified + "data=cars&rectified=true");
  run.act("surface", HandleDragged{"start", -2, 0});
  const double before = run.metric("rectified_risk");
  run.steps(50);
  CHECK(run.metric("rectified_0") == doctest::Approx(-2));
  CHECK(run.metric("rectified_risk") == before);
  bool is_told = false;
  for (const TextLine& line : run.panel<Text>("numbers").lines)
    is_told = is_told || line.text.find("stands still") != std::string::npos;
  CHECK(is_told);
}

TEST_CASE("linear-regression: where nothing is cut off, the non-negative model is the line") {
  DemoRun run(kHeldOutAndRectified + "data=bodies&rectified=true&learning_rate=0.1");
  run.steps(800);
  CHECK(run.metric("rectified_risk") == doctest::Approx(run.metric("least_cost")).epsilon(1e-6));
  // fat = 1.2 BMI − 1.6
  CHECK(run.metric("least_cost") == doctest::Approx(16).epsilon(0.2));
}
