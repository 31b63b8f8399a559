#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kDemo = "#/reinforcement-learning?";

const HandlesLayer& handle_of(const Plane& plane) {
  static const HandlesLayer kNone{};
  for (const PlaneLayer& layer : plane.layers)
    if (const auto* handles = std::get_if<HandlesLayer>(&layer)) return *handles;
  FAIL_CHECK("there is no handle");
  return kNone;
}

}  // namespace

TEST_CASE("reinforcement-learning: planning finds the shortest way along the cliff in as many sweeps as it has moves") {
  DemoRun run(kDemo);
  CHECK(run.metric("best_return") == -13);
  run.steps(13);
  CHECK(run.metric("planned_return") == -13);
  CHECK(run.metric("last_sweep_change") > 0);
  run.steps(2);
  CHECK(run.metric("last_sweep_change") == 0);
}

TEST_CASE(
    "reinforcement-learning: Q-learning learns the edge of the cliff and falls, SARSA keeps away and earns more") {
  for (int seed = 1; seed <= 3; ++seed) {
    CAPTURE(seed);
    DemoRun run(kDemo + "seed=" + std::to_string(seed));
    run.steps(500);
    CHECK(run.metric("greedy_q") == -13);
    CHECK(run.metric("greedy_sarsa") < -13);
    CHECK(run.metric("earned_sarsa") > run.metric("earned_q"));
    CHECK(run.metric("falls_q") > run.metric("falls_sarsa"));
  }
}

TEST_CASE("reinforcement-learning: after the goal has moved the learners have to find it") {
  DemoRun run(kDemo + "map=rooms&goal_moves=200");
  run.steps(200);
  CHECK(run.metric("greedy_q") == run.metric("best_return"));
  run.steps(1);
  CHECK(run.metric("greedy_q") < 2 * run.metric("best_return"));
  run.steps(400);
  CHECK(run.metric("greedy_q") == run.metric("best_return"));
}

TEST_CASE("reinforcement-learning: a goal dragged lies in a cell, and not in the cliff") {
  DemoRun run(kDemo);
  run.act("q_learning", HandleDragged{"goal", 5.3f, 1.6f});
  CHECK(handle_of(run.panel<Plane>("sarsa")).x[0] == 5.5f);
  CHECK(handle_of(run.panel<Plane>("sarsa")).y[0] == 1.5f);
  CHECK(run.metric("best_return") == -6);
  run.act("planning", HandleDragged{"goal", 5.3f, 0.2f});
  CHECK(handle_of(run.panel<Plane>("planning")).y[0] == 1.5f);
}

TEST_CASE("reinforcement-learning: on slippery ground no policy earns what is possible on firm ground") {
  DemoRun firm(kDemo), slippery(kDemo + "slip=0.2");
  CHECK(slippery.metric("best_return") < firm.metric("best_return"));
  slippery.steps(200);
  CHECK(slippery.metric("planned_return") == doctest::Approx(slippery.metric("best_return")).epsilon(0.01));
  CHECK(slippery.metric("greedy_q") <= slippery.metric("best_return") + 1e-6);
}

TEST_CASE("reinforcement-learning: both agents learn to balance the pole") {
  DemoRun run(kDemo + "problem=cart");
  run.steps(20);
  CHECK(run.metric("mean_q") < 60);
  run.steps(230);
  CHECK(run.metric("solved_q") < 250);
  CHECK(run.metric("solved_policy") < 250);
  CHECK(run.metric("mean_q") > 150);
  CHECK(run.metric("mean_policy") > 190);
  run.act("deep_q", HandleDragged{"tilt", 40, 0});
  CHECK(handle_of(run.panel<Plane>("policy")).x[0] == 12);
}

TEST_CASE("reinforcement-learning: who explores finds the best arm, who forgets follows when it changes") {
  DemoRun run(kDemo + "problem=bandit");
  run.steps(400);
  CHECK(run.metric("regret_bounds") < run.metric("regret_epsilon"));
  CHECK(run.metric("regret_epsilon") < run.metric("regret_greedy"));
  CHECK(run.metric("best_bounds") > 0.5);
  run.act("arms", HandleDragged{"arm_1", 0, 3});
  CHECK(handle_of(run.panel<Plane>("arms")).y[0] == 3);
}

TEST_CASE("reinforcement-learning: games against itself are enough not to lose any more; a person can play") {
  DemoRun run(kDemo + "problem=game");
  CHECK(run.metric("lost_minimax") > 0.3);
  run.steps(200);
  CHECK(run.metric("lost_minimax") < 0.02);
  CHECK(run.metric("lost_random") < 0.02);
  const auto marks = [&] {
    std::size_t count = 0;
    for (const PlaneLayer& layer : run.panel<Plane>("board").layers)
      if (const auto* points = std::get_if<PointsLayer>(&layer)) count += points->x.size();
    return count;
  };
  CHECK(marks() == 2);
  run.act("board", LatentPicked{0.5f, 2.5f});  // taken
  CHECK(marks() == 2);
  run.act("board", LatentPicked{0.5f, 0.5f});
  CHECK(marks() == 4);
}
