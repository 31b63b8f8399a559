#include <algorithm>
#include <cmath>
#include <string>

#include "core/lab/demo_link.h"
#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kHyperoptimisation = "#/hyperoptimisation?";
constexpr int kToTheEnd = 5000;

// The mean of E_val over the trials that ended last.
double late_error(DemoRun& run, std::size_t trials) {
  const Plane& plane = run.panel<Plane>("best");
  const auto& dots = std::get<PointsLayer>(plane.layers[0]);
  REQUIRE(dots.y.size() >= trials);
  double sum = 0;
  for (std::size_t i = dots.y.size() - trials; i < dots.y.size(); ++i) sum += double(dots.y[i]);
  return sum / double(trials);
}

}  // namespace

TEST_CASE("hyperoptimisation: the winner is replayed by its link, to the same bits") {
  DemoRun scan(kHyperoptimisation + "trials=24&seed=5&epochs=30");
  scan.steps(kToTheEnd);
  CHECK(scan.metric("trials_done") == 24);
  const std::string words = scan.panel<Table>("winners").rows[0].cells.back();
  const std::string link(demo_opened_by(words));
  CHECK(link.starts_with("neural-network?"));
  CHECK(demo_link_shown(words) == "→ neural-network");
  DemoRun replay("#/" + link + "&data=xnor&n=120&noise=0.1&train_fraction=0.6");
  replay.steps(kToTheEnd);
  CHECK(replay.metric("validation_loss") == scan.metric("best_reward"));
  CHECK(replay.metric("training_loss") == scan.metric("best_training"));
}

TEST_CASE("hyperoptimisation: models try better configurations than chance does") {
  DemoRun random(kHyperoptimisation + "trials=60&epochs=30");
  random.steps(kToTheEnd);
  const double by_chance = late_error(random, 20);
  for (const char* scan : {"tpe", "gp"}) {
    CAPTURE(scan);
    DemoRun run(kHyperoptimisation + "trials=60&epochs=30&scan=" + scan);
    run.steps(kToTheEnd);
    CHECK(late_error(run, 20) < 0.85 * by_chance);
  }
}

TEST_CASE("hyperoptimisation: the best so far never rises, what matters is found, and luck is told from it") {
  DemoRun run(kHyperoptimisation + "trials=100&epochs=30");
  double before = 1e9;
  while (run.is_ready() && run.metric("trials_done") < 100) {
    run.steps(10);
    const double now = run.metric("best_reward");
    if (std::isnan(now)) continue;
    CHECK(now <= before);
    before = now;
  }
  CHECK(std::max(run.metric("effect_learning_rate"), run.metric("effect_activation")) > 0.1);
  CHECK(run.metric("effect_start") < 0.08);
  CHECK(run.metric("least_test") <= run.metric("best_test"));
  CHECK(run.metric("test_rank") >= 1);
  run.steps(kToTheEnd);
  CHECK(std::isfinite(run.metric("grade_folds")));
  CHECK(run.metric("restart_spread") > 0);
}

TEST_CASE("hyperoptimisation: a grid of 150 nodes tries two values of each hyperparameter it varies") {
  DemoRun run(kHyperoptimisation + "scan=grid&trials=150");
  CHECK(run.metric("grid_levels") == 2);
}

TEST_CASE("hyperoptimisation: k folds are the reward where nothing is held out, and points alone can be scanned") {
  DemoRun none(kHyperoptimisation + "data=drawn");
  none.steps(3);
  CHECK(none.is_ready());
  CHECK(none.metric("trials_done") == 0);
  DemoRun folds(kHyperoptimisation + "train_fraction=1&trials=10&epochs=10&n=60");
  folds.steps(kToTheEnd);
  CHECK(folds.metric("trials_done") == 10);
  CHECK(folds.metric("best_reward") > 0);
}
