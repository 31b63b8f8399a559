#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kSimulationInferenceLink = "#/simulation-based-inference?";

}  // namespace

TEST_CASE("simulation-based-inference: of a Gaussian the flow learns mean, width and information that are known") {
  DemoRun run(kSimulationInferenceLink + "problem=gaussian&with_ratio=false&flow_layers=4&simulations_a_step=200");
  run.steps(120);
  // A = (1, 0.5; −0.4, 1), σ = 0.5: ½ log det(1 + AAᵀ/σ²) and the root of an element of (1 + AᵀA/σ²)⁻¹.
  CHECK(run.metric("exact_deviation_1") == doctest::Approx(0.422).epsilon(0.01));
  CHECK(run.metric("flow_deviation_1") == doctest::Approx(0.422).epsilon(0.12));
  CHECK(std::fabs(run.metric("flow_mean_1") - run.metric("exact_mean_1")) < 0.1);
  CHECK(run.metric("information") == doctest::Approx(1.758).epsilon(0.1));
  CHECK(run.metric("c2st_flow") < 0.58);
  // Dragged: the same network, without another step.
  run.act("data", HandleDragged{"x0", -1.5f, -1});
  CHECK(std::fabs(run.metric("flow_mean_1") - run.metric("exact_mean_1")) < 0.15);
  CHECK(std::fabs(run.metric("flow_mean_2") - run.metric("exact_mean_2")) < 0.15);
  CHECK(run.metric("exact_mean_1") < -0.5);
}

TEST_CASE("simulation-based-inference: rejection is too wide where it accepts much, less so with the adjustment") {
  DemoRun wide(kSimulationInferenceLink + "problem=gaussian&abc_accepted=2000&flow_updates=0&with_ratio=false");
  wide.steps(100);
  DemoRun adjusted(kSimulationInferenceLink +
                   "problem=gaussian&abc_accepted=2000&abc_adjusted=true&flow_updates=0&with_ratio=false");
  adjusted.steps(100);
  const double exact = wide.metric("exact_deviation_1");
  CHECK(wide.metric("abc_deviation_1") > 1.15 * exact);
  CHECK(adjusted.metric("abc_deviation_1") == doctest::Approx(exact).epsilon(0.08));
}

TEST_CASE("simulation-based-inference: two moons from 10 000 simulations are hardly told from the exact posterior") {
  DemoRun run(kSimulationInferenceLink + "with_ratio=false&simulations_a_step=400");
  run.steps(300);
  CHECK(run.metric("simulations") == 10000);
  CHECK(run.metric("c2st_flow") <= 0.6);
}

TEST_CASE("simulation-based-inference: a flow that has learned few simulations by heart is overconfident") {
  DemoRun run(kSimulationInferenceLink +
              "problem=gaussian&simulations=100&flow_updates=5&flow_layers=4&hidden=64&with_ratio=false");
  run.steps(200);
  CHECK(run.metric("coverage_81") < 0.76);
  CHECK(run.metric("information") < 0);  // worse than the prior
  CHECK(run.metric("rank_p") < 1e-3);
}

TEST_CASE("simulation-based-inference: pendulum and Ising posteriors meet the exact ones, the epidemic has none") {
  for (const char* simulator : {"pendulum", "ising"}) {
    CAPTURE(simulator);
    DemoRun run(kSimulationInferenceLink +
                "with_ratio=false&flow_layers=4&simulations_a_step=200&problem=" + simulator);
    run.steps(100);
    CHECK(std::fabs(run.metric("flow_mean_1") - run.metric("exact_mean_1")) < 0.4 * run.metric("exact_deviation_1"));
    CHECK(run.metric("flow_deviation_1") == doctest::Approx(run.metric("exact_deviation_1")).epsilon(0.3));
    CHECK(run.metric("information") > 0.5);
  }
  DemoRun epidemic(kSimulationInferenceLink + "with_ratio=false&problem=epidemic");
  epidemic.steps(20);
  CHECK(std::isnan(epidemic.metric("exact_mean_1")));
  CHECK(std::isnan(epidemic.metric("c2st_flow")));
}
