#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/experiments/demo_run.h"

using namespace lectern;

TEST_CASE("boltzmann-machine: the restricted one learns digits and their labels") {
  DemoRun run("#/boltzmann-machine");
  CHECK(run.metric("label_error") > 0.8);
  CHECK(std::fabs(run.metric("weight_smoothness")) < 0.1);
  run.steps(800);
  CHECK(run.metric("weight_smoothness") > 0.25);
  CHECK(run.metric("label_error") < 0.25);
  CHECK(run.metric("likelier") > 0.95);
  CHECK(run.metric("reconstruction_error") < 0.17);
}

TEST_CASE("boltzmann-machine: pairs of visible units are blind to parity, hidden units see it") {
  DemoRun pairs("#/boltzmann-machine?data=parity&couplings=visible_alone&learning_rule=exact&learning_rate=1");
  pairs.steps(100);
  CHECK(pairs.metric("pattern_mass") == doctest::Approx(0.5).epsilon(1e-6));
  DemoRun hidden("#/boltzmann-machine?data=parity&learning_rule=exact&learning_rate=1&hidden_units=8");
  hidden.steps(1500);
  CHECK(hidden.metric("pattern_mass") > 0.95);
  CHECK(hidden.metric("log_likelihood") > -std::log(8.0) - 0.06);
}

TEST_CASE("boltzmann-machine: exact learning beats one sweep of either chain, ten sweeps come near it") {
  const auto likelihood = [](const char* rule) {
    DemoRun run(std::string("#/boltzmann-machine?data=bars3&hidden_units=8&learning_rule=") + rule);
    run.steps(4000);
    return run.metric("log_likelihood");
  };
  const double exact = likelihood("exact");
  CHECK(exact < -std::log(14.0));
  CHECK(exact > -2.85);
  CHECK(likelihood("contrastive") < exact - 0.25);
  CHECK(likelihood("persistent") < exact - 0.25);
  CHECK(likelihood("contrastive&chain_sweeps=10") > exact - 0.15);
}

TEST_CASE("boltzmann-machine: exact sums over too many states are refused with a sentence") {
  ThreadPool pool(1);
  RunSession session(Registry::instance(), pool);
  const ParsedLink parsed = parse_link("#/boltzmann-machine?learning_rule=exact");
  session.start(parsed.run.plan, {});
  CHECK(session.condition() != RunSession::Condition::ready);
  CHECK(session.message().find("2^64") != std::string::npos);
}

TEST_CASE("boltzmann-machine: what is known is held, and flipped pixels are weighed") {
  DemoRun hidden("#/boltzmann-machine?spoiling=random"),
      flipped("#/boltzmann-machine?spoiling=flipped&spoilt_share=0.1");
  hidden.steps(500);
  flipped.steps(500);
  CHECK(hidden.metric("restored_error") < 0.85 * hidden.metric("restored_baseline"));
  CHECK(flipped.metric("restored_error") < 0.85 * flipped.metric("restored_baseline"));
  const auto& tiles = hidden.panel<Images>("restored").tiles;
  REQUIRE(tiles.size() == 30);
  for (std::size_t p = 0; p < tiles[10].values.size(); ++p)
    if (tiles[10].values[p] != 0.5f) CHECK(tiles[20].values[p] == doctest::Approx(tiles[0].values[p]));
}

TEST_CASE("boltzmann-machine: what is drawn on the pad is held on, and no step depends on it") {
  DemoRun run("#/boltzmann-machine");
  run.steps(40);
  run.act("pad", StrokeDrawn{{4, 4, 52, 4}, false});
  const auto& tiles = run.panel<Images>("pad").tiles;
  CHECK(*std::max_element(tiles[1].values.begin(), tiles[1].values.end()) == 1);
  for (std::size_t p = 0; p < tiles[1].values.size(); ++p)
    if (tiles[1].values[p] == 1) CHECK(tiles[2].values[p] > 0.99f);
}

TEST_CASE("boltzmann-machine: a coupling is set by hand, and the exact sums follow") {
  DemoRun run("#/boltzmann-machine?data=parity&couplings=general&learning_rule=exact&hidden_units=2");
  const double before = run.metric("log_partition");
  run.act("couplings", CellEdited{0, 1, 3});
  CHECK(run.metric("log_partition") > before);
  const auto& cells = run.panel<MatrixCells>("couplings");
  CHECK(cells.values[1] == 3);
  CHECK(cells.values[static_cast<std::size_t>(cells.cols)] == 3);
  // A restricted machine has no such coupling.
  DemoRun restricted("#/boltzmann-machine?data=parity&learning_rule=exact&hidden_units=2");
  const double Z = restricted.metric("log_partition");
  restricted.session().act({"couplings", CellEdited{0, 1, 3}});
  CHECK(restricted.metric("log_partition") == Z);
}

TEST_CASE("boltzmann-machine: holding x predicts y; on a ring the mean runs through the hole") {
  DemoRun wave("#/boltzmann-machine?data=wave&learning_rule=contrastive&hidden_units=30&learning_rate=0.5"),
      ring("#/boltzmann-machine?data=ring&learning_rule=contrastive&hidden_units=30&learning_rate=0.5");
  wave.steps(1500);
  ring.steps(1500);
  CHECK(wave.metric("regression_error") < 0.07);
  CHECK(ring.metric("regression_error") > 0.23);
  CHECK(ring.metric("conditional_cost") < 2.5);
  const auto heights = [&] { return std::get<BarsLayer>(wave.panel<Plane>("answer").layers[0]).height; };
  wave.act("conditional", HandleDragged{"held_x", 0.25f, 0});
  std::vector<float> there = heights();
  CHECK(std::max_element(there.begin(), there.end()) - there.begin() > 10);  // the crest of the wave
  wave.act("conditional", HandleDragged{"held_x", 0.75f, 0});
  there = heights();
  CHECK(std::max_element(there.begin(), there.end()) - there.begin() < 5);
}

TEST_CASE("boltzmann-machine: the Riemann–Theta machine finds densities of one number") {
  DemoRun one("#/boltzmann-machine?data=real&density_law=three_peaks&integer_units=1&learning_rate=0.05"),
      two("#/boltzmann-machine?data=real&density_law=three_peaks&integer_units=2&learning_rate=0.05");
  one.steps(400);
  two.steps(400);
  CHECK(one.metric("likelihood_gap") > 0.2);
  CHECK(two.metric("likelihood_gap") < 0.03);
  two.act("real_density", HandleDragged{"probe", -2.2f, 0});
  const auto& integers = two.panel<Plane>("integers");
  const auto& held = std::get<BarsLayer>(integers.layers[1]).height;
  CHECK(*std::max_element(held.begin(), held.end()) > 0.95f);
}
