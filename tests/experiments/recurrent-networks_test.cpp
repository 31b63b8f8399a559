#include <string>

#include "core/lab/data_file.h"
#include "tests/experiments/demo_run.h"

using namespace lectern;

TEST_CASE("recurrent-networks: each cell forecasts the noisy oscillation nearly down to its noise") {
  for (const char* cell : {"rnn", "lstm", "gru"}) {
    CAPTURE(cell);
    DemoRun run(std::string("#/recurrent-networks?hidden=16&cell=") + cell);
    run.steps(300);
    CHECK(run.metric("one_step_error") < 2 * run.metric("least_error"));
    CHECK(run.metric("one_step_error") < 0.75 * run.metric("naive_error"));
  }
}

TEST_CASE("recurrent-networks: an echo is learned if backpropagation reaches back to its pulse, and not otherwise") {
  DemoRun far("#/recurrent-networks?data=echo&delay=8&noise=0.05&n=3000&hidden=16"),
      near("#/recurrent-networks?data=echo&delay=8&noise=0.05&n=3000&hidden=16&unrolled_steps=6");
  far.steps(500);
  near.steps(500);
  CHECK(far.metric("echo_heard") > 0.7);
  CHECK(near.metric("echo_heard") < 0.3);
}

TEST_CASE("recurrent-networks: the gradient of an untrained LSTM reaches back further than a plain cell's") {
  DemoRun plain("#/recurrent-networks?cell=rnn"), gated("#/recurrent-networks?cell=lstm");
  CHECK(gated.metric("look_back") > plain.metric("look_back"));
}

TEST_CASE("recurrent-networks: a chaotic law is forecast for a few Lyapunov times, an oscillation for long") {
  DemoRun chaos("#/recurrent-networks?data=logistic&noise=0&hidden=16"), tame("#/recurrent-networks?noise=0&hidden=16");
  chaos.steps(500);
  tame.steps(300);
  CHECK(chaos.metric("one_step_error") < 0.06);
  CHECK(chaos.metric("horizon") < 12 * chaos.metric("lyapunov_time"));
  CHECK(tame.metric("horizon") > 40);
}

TEST_CASE("recurrent-networks: the start of the forecast is dragged, and changes no step") {
  DemoRun run("#/recurrent-networks?hidden=8");
  run.steps(10);
  const std::uint64_t hash = run.hash();
  const auto lines = [&run] { return run.panel<Plane>("plane").layers; };
  const std::size_t before = std::get<LineLayer>(lines()[3]).x.size();
  run.act("plane", HandleDragged{"start", 1150, 0});
  CHECK(std::get<LineLayer>(lines()[3]).x.size() != before);
  CHECK(run.hash() == hash);
}

TEST_CASE("recurrent-networks: a table's label column is a series") {
  std::string table = "day,height\n";
  for (int i = 0; i < 200; ++i) table += std::to_string(i) + "," + std::to_string((i * 7) % 13) + "\n";
  DemoRun run("#/recurrent-networks?hidden=12", 1, {make_data_file("tides.csv", table)});
  REQUIRE(run.is_ready());
  run.steps(200);
  CHECK(run.metric("one_step_error") < 0.7 * run.metric("naive_error"));
}

TEST_CASE("recurrent-networks: trees are valued, those as large as taught best") {
  DemoRun run("#/recurrent-networks?data=trees&batch_size=32&clip=0");
  CHECK(run.metric("value_exact") == 9);
  run.steps(800);
  CHECK(run.metric("error_taught") < 3.2);
  CHECK(run.metric("error_larger") > 1.2 * run.metric("error_taught"));
  run.tune("expression", "7 × (2 − 5)");
  CHECK(run.metric("value_exact") == -21);
  run.tune("expression", "7 +");
  CHECK(std::isnan(run.metric("value_exact")));
}
