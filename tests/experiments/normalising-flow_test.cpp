#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kNormalisingFlow = "#/normalising-flow?";

}  // namespace

TEST_CASE("normalising-flow: local moves stay in their modes, jumps find the free-energy difference and Z") {
  DemoRun run(kNormalisingFlow);
  run.steps(400);
  CHECK(run.metric("crossings_jumps") > 20 * (1 + run.metric("crossings_local")));
  CHECK(run.metric("jump_acceptance") > 0.4);
  const double exact = run.metric("free_energy_exact");
  CHECK(std::fabs(run.metric("free_energy_chain") - exact) < 0.2);
  CHECK(std::fabs(run.metric("free_energy_weighted") - exact) < 0.2);
  CHECK(std::fabs(run.metric("free_energy_local") - exact) > 0.8);
  CHECK(run.metric("log_z") == doctest::Approx(run.metric("log_z_exact")).epsilon(0.15));
  CHECK(run.metric("tau_jumps") < 5);
  CHECK(run.metric("tau_local") > 10 * run.metric("tau_jumps"));
}

TEST_CASE("normalising-flow: a mode never visited is never learned, although nearly every jump is accepted") {
  DemoRun run(kNormalisingFlow + "start=one&barrier=15&jumps_from=100");
  run.steps(300);
  CHECK(run.metric("jump_acceptance") > 0.5);
  CHECK(run.metric("crossings_jumps") == 0);
  CHECK(std::isnan(run.metric("free_energy_chain")));
}

TEST_CASE("normalising-flow: one walker carried into the unknown mode teaches the flow") {
  DemoRun run(kNormalisingFlow + "start=one&barrier=15&jumps_from=100");
  run.steps(150);
  CHECK(std::isnan(run.metric("free_energy_chain")));
  run.act("plane", HandleDragged{"walker", 2, 0});
  run.steps(400);
  CHECK(std::isfinite(run.metric("free_energy_chain")));
  CHECK(run.metric("crossings_jumps") > 50);
}

TEST_CASE("normalising-flow: without jumps and without learning nothing is proposed and nothing changes") {
  DemoRun run(kNormalisingFlow + "jumps=false&flow_updates=0");
  run.steps(5);
  CHECK(std::isnan(run.metric("jump_acceptance")));
  CHECK(std::isnan(run.metric("flow_cost")));
  CHECK(run.session().condition() == RunSession::Condition::ready);
}

TEST_CASE("normalising-flow: samples of a law are learned, and points held out are as likely as those learned from") {
  DemoRun run(kNormalisingFlow + "energy=moons&coupling=spline");
  const double before = run.metric("flow_cost_held_out");
  run.steps(150);
  CHECK(run.metric("flow_cost_held_out") < before - 1);
  CHECK(std::fabs(run.metric("flow_cost_held_out") - run.metric("flow_cost")) < 0.4);
}

TEST_CASE("normalising-flow: the density of a flow sums to one, of either coupling, when it has learned") {
  for (const char* coupling : {"affine", "spline"}) {
    CAPTURE(coupling);
    DemoRun run(kNormalisingFlow + "energy=moons&coupling=" + coupling);
    run.steps(100);
    CHECK(run.metric("flow_mass") == doctest::Approx(1).epsilon(0.05));
  }
}

TEST_CASE(
    "normalising-flow: in each higher dimension fewer jumps are accepted, and local moves unless they are short") {
  DemoRun run(kNormalisingFlow + "compares_dimensions=true&walkers=10");
  run.steps(100);
  double before = 1;
  for (const char* id : {"jumps_d2", "jumps_d4", "jumps_d8", "jumps_d16", "jumps_d24"}) {
    CAPTURE(id);
    CHECK(run.metric(id) < before);
    before = run.metric(id);
  }
  const auto local_moves = [](DemoRun& of) -> const LineLayer& {
    const auto& line = std::get<LineLayer>(of.panel<Plane>("rungs").layers[2]);
    REQUIRE(line.label == "local moves");
    REQUIRE(line.y.size() == 5);
    return line;
  };
  CHECK(local_moves(run).y[0] > 0.8f);
  CHECK(local_moves(run).y[4] < 0.5f);
  DemoRun shorter(kNormalisingFlow + "compares_dimensions=true&walkers=10&langevin_step=0.005");
  shorter.steps(10);
  CHECK(local_moves(shorter).y[4] > 0.8f);
}
