#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"
#include "tests/unit/parts/layers.h"

using namespace lectern;

namespace {

const std::string kGeneticAlgorithm = "#/genetic-algorithm?";

}  // namespace

TEST_CASE("genetic-algorithm: the population finds the lowest of a hundred minima, gradient descent stays in its own") {
  for (const std::string seed : {"1", "2", "3", "4", "5"}) {
    CAPTURE(seed);
    DemoRun run(kGeneticAlgorithm + "surface=rastrigin&seed=" + seed);
    run.steps(100);
    CHECK(run.metric("fittest") < 0.5);
    CHECK(run.metric("descent") > 10);
  }
}

TEST_CASE("genetic-algorithm: every kind of selection and crossover finds it too") {
  for (const std::string selection : {"tournament", "roulette", "rank"}) {
    for (const std::string crossover : {"blend", "uniform", "one_point"}) {
      CAPTURE(selection);
      CAPTURE(crossover);
      DemoRun run(kGeneticAlgorithm + "selection=" + selection + "&crossover=" + crossover);
      run.steps(150);
      CHECK(run.metric("fittest") < 1);
    }
  }
}

TEST_CASE("genetic-algorithm: descent has spent as many evaluations as the population") {
  DemoRun run(kGeneticAlgorithm);
  run.steps(40);
  CHECK(run.metric("evaluations") == 60 + 40 * 58);
  const auto costs = tests::layers_of<LineLayer>(run.panel<Plane>("costs"));
  REQUIRE(costs.size() == 3);
  CHECK(costs[0]->x.back() == costs[1]->x.back());
  CHECK(run.metric("descent_steps") == 1189);
}

TEST_CASE("genetic-algorithm: once a place is near, descent is quicker there") {
  // In the bowl of a quadratic both know where to go.
  DemoRun run(kGeneticAlgorithm + "surface=quadratic&condition=3");
  run.steps(30);
  CHECK(run.metric("descent") < run.metric("fittest"));
}

TEST_CASE("genetic-algorithm: without mutation diversity dies out and nothing new is found") {
  DemoRun still(kGeneticAlgorithm + "mutation=0&crossover=uniform"), lively(kGeneticAlgorithm + "crossover=uniform");
  still.steps(100);
  lively.steps(100);
  CHECK(still.metric("diversity") < 1e-6);
  CHECK(lively.metric("diversity") > 0.005);
  CHECK(lively.metric("fittest") < still.metric("fittest"));
}

TEST_CASE("genetic-algorithm: selection pressure costs diversity") {
  DemoRun weak(kGeneticAlgorithm + "tournament=1&elite=0"), strong(kGeneticAlgorithm + "tournament=20&elite=0");
  weak.steps(10);
  strong.steps(10);
  CHECK(strong.metric("diversity") < weak.metric("diversity") / 2);
}

TEST_CASE("genetic-algorithm: a network's weights are bred to fit a curve and XNOR, and gradients do it better") {
  for (const std::string task : {"curve", "xnor"}) {
    CAPTURE(task);
    DemoRun run(kGeneticAlgorithm + "task=" + task + "&noise=0.05");
    const double before = run.metric("fittest");
    run.steps(150);
    CHECK(run.metric("fittest") < before / 3);
    CHECK(run.metric("fittest") < 0.35);
    CHECK(run.metric("descent") < run.metric("fittest"));
  }
}

TEST_CASE("genetic-algorithm: parameters of evolution act while it runs, and a dragged start begins another descent") {
  DemoRun run(kGeneticAlgorithm), tuned(kGeneticAlgorithm);
  run.steps(5);
  tuned.steps(5);
  CHECK(run.hash() == tuned.hash());
  tuned.tune("mutation", "0.9");
  run.steps(5);
  tuned.steps(5);
  CHECK(run.hash() != tuned.hash());
  run.act("surface", HandleDragged{"start", 0.25f, 0.25f});
  run.steps(5);
  CHECK(run.metric("descent") < 1e-6);
}

TEST_CASE("genetic-algorithm: other runs are counted where they end in the lowest hollow") {
  DemoRun good(kGeneticAlgorithm + "surface=shifted"),
      poor(kGeneticAlgorithm + "surface=shifted&population=8&tournament=8&mutation=0.05"),
      alone(kGeneticAlgorithm + "other_runs=0"), network(kGeneticAlgorithm + "task=xnor");
  for (DemoRun* run : {&good, &poor}) run->steps(100);
  CHECK(good.metric("runs_at_lowest") >= 9);
  CHECK(poor.metric("runs_at_lowest") <= 5);
  CHECK(std::isnan(alone.metric("runs_at_lowest")));
  CHECK(std::isnan(network.metric("runs_at_lowest")));
  const auto* band = tests::find_layer<BandLayer>(good.panel<Plane>("costs"), "best of all runs");
  REQUIRE(band != nullptr);
  for (std::size_t i = 0; i < band->x.size(); ++i) CHECK(band->low[i] <= band->high[i]);
}

TEST_CASE("genetic-algorithm: handed over to descent, the fittest goes down to the floor of its hollow") {
  DemoRun run(kGeneticAlgorithm + "surface=shifted&hand_over=20"), alone(kGeneticAlgorithm + "surface=shifted");
  for (DemoRun* one : {&run, &alone}) one->steps(20);
  CHECK(run.metric("descent") == doctest::Approx(run.metric("fittest")).epsilon(1e-3));
  CHECK(alone.metric("descent") > 10);
  CHECK(run.metric("fittest") == alone.metric("fittest"));
  run.steps(20);
  CHECK(run.metric("descent") < 1e-20);
  CHECK(run.metric("descent") < run.metric("fittest"));
}

TEST_CASE(
    "genetic-algorithm: where errors are counted evolution finds a network of steps and descent stays where it is") {
  DemoRun run("#/genetic-algorithm?task=steps&hidden=8&noise=0");
  const double before = run.metric("descent");
  run.steps(100);
  CHECK(run.metric("descent") == before);
  CHECK(run.metric("descent_steps") > 100);
  CHECK(run.metric("fittest") < 0.15);
}
