#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kNetworkZoo = "#/network-zoo?network=";

std::string zoo_seed(int seed) { return "&seed=" + std::to_string(seed) + "&data_seed=" + std::to_string(seed); }

}  // namespace

TEST_CASE("network-zoo: each cell of the chart chooses its network") {
  DemoRun run("#/network-zoo");
  const Images& chart = run.panel<Images>("chart");
  const std::size_t cells = chart.tiles.size();
  CHECK(cells == 9);
  CHECK(chart.picks_parameter == "network");
  const ParameterSchema& schema = Registry::instance().find("network-zoo")->schema;
  CHECK(schema.specs()[schema.index_of("network")].choices.size() == cells + 1);
  for (std::size_t i = 0; i < cells; ++i) CHECK(chart.tiles[i].pick == static_cast<int>(i) + 1);
  const double framed = run.metric("cell_framed");
  run.steps(20);
  CHECK(run.metric("cell_framed") == framed + 1);
}

TEST_CASE("network-zoo: units of one place fit a bump that polynomials of as many coefficients do not") {
  DemoRun run(kNetworkZoo + "radial");
  CHECK(run.metric("radial_error") < run.metric("polynomial_error") / 2);
  const double before = run.metric("radial_error");
  run.act("fit", HandleDragged{"c4", 0.9f, 0});
  CHECK(run.metric("radial_error") > 1.1 * before);
}

TEST_CASE("network-zoo: a random layer is solved for at once, gradients need many times its multiplications") {
  DemoRun run(kNetworkZoo + "extreme");
  CHECK(run.metric("solved_error") < 0.02);
  run.steps(20);
  CHECK(run.metric("trained_cost") > 3 * run.metric("solved_cost"));
  CHECK(run.metric("trained_error") > run.metric("solved_error"));
}

TEST_CASE("network-zoo: sixty layers learn with shortcuts and not without") {
  for (int seed = 1; seed <= 2; ++seed) {
    CAPTURE(seed);
    DemoRun run(kNetworkZoo + "residual" + zoo_seed(seed));
    run.steps(80);
    CHECK(run.metric("residual_loss") < run.metric("plain_loss") / 4);
  }
}

TEST_CASE("network-zoo: the map keeps neighbours together, k-means does not") {
  DemoRun run(kNetworkZoo + "kohonen");
  run.steps(200);
  CHECK(run.metric("topographic_error") < 0.1);
  CHECK(run.metric("kmeans_topographic") > 0.8);
  CHECK(run.metric("kmeans_quantisation") < run.metric("quantisation_error"));
  DemoRun alone(kNetworkZoo + "kohonen&neighbourhood=0.2");
  alone.steps(200);
  CHECK(alone.metric("topographic_error") > 0.5);
}

TEST_CASE("network-zoo: the reservoir foretells chaos for longer than a linear law") {
  for (int seed = 1; seed <= 4; ++seed) {
    DemoRun run(kNetworkZoo + "echo" + zoo_seed(seed));
    run.steps(120);
    CHECK(run.metric("echo_horizon") > 2 * run.metric("linear_horizon"));
    run.act("series", HandleDragged{"start", 1000, 0});
    CHECK(run.metric("steps_ahead") == 0);
  }
  DemoRun far(kNetworkZoo + "echo"), farther(kNetworkZoo + "echo");
  far.act("series", HandleDragged{"start", 1e6f, 0});
  farther.act("series", HandleDragged{"start", 1e30f, 0});
  CHECK(far.hash() == farther.hash());
}

TEST_CASE("network-zoo: the liquid tells patterns apart whose spike counts are equal") {
  for (int seed = 1; seed <= 2; ++seed) {
    DemoRun run(kNetworkZoo + "liquid" + zoo_seed(seed));
    run.steps(40);
    CHECK(run.metric("liquid_accuracy") > 0.9);
    CHECK(run.metric("count_accuracy") == 0.5);
  }
}

TEST_CASE("network-zoo: a few patterns are recalled whole, too many are not; a tap flips a neuron") {
  DemoRun run(kNetworkZoo + "hopfield");
  CHECK(run.metric("recall_overlap") == 0.5);
  run.act("memory", LatentPicked{0.5f, 0.5f});
  CHECK(std::fabs(run.metric("recall_overlap") - 0.5) == doctest::Approx(0.02));
  run.steps(40);
  CHECK(run.metric("recall_overlap") == 1);
  DemoRun full(kNetworkZoo + "hopfield&stored_patterns=40");
  full.steps(40);
  CHECK(full.metric("recall_overlap") < 0.9);
}

TEST_CASE("network-zoo: a chain forgets where it began, and follows chances that are changed") {
  DemoRun run(kNetworkZoo + "markov");
  run.steps(20);
  CHECK(run.metric("chain_distance") < 0.001);
  CHECK(run.metric("chain_entropy") < run.metric("share_entropy"));
  const double sun = run.metric("sun_share");
  run.act("chances", CellEdited{0, 2, 0.8f});
  CHECK(run.metric("sun_share") < sun);
  CHECK(run.metric("chain_distance") > 0.01);
}

TEST_CASE("network-zoo: dreams of stacked machines are nearer to digits than pixels drawn alone") {
  DemoRun run(kNetworkZoo + "belief");
  run.steps(160);
  CHECK(run.metric("dream_pixels") < 0.7 * run.metric("alone_pixels"));
}
