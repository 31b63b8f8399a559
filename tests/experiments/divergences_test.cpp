#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kDemo = "#/divergences?";
const std::string kFar = kDemo + "data_law=spike&peak_distance=6&peak_width=0.2&start_mean=-3&start_width=0.2";

}  // namespace

TEST_CASE("divergences: KL(p‖q) takes the mean and variance of p, KL(q‖p) one peak") {
  DemoRun run(kDemo);
  CHECK(run.metric("forward_width") == doctest::Approx(run.metric("reverse_width")));
  run.steps(300);
  CHECK(run.metric("forward_mean") == doctest::Approx(-0.4).epsilon(0.01));
  CHECK(run.metric("forward_width") == doctest::Approx(std::sqrt(4 - 0.16 + 0.25)).epsilon(1e-3));
  CHECK(run.metric("reverse_mean") == doctest::Approx(2).epsilon(1e-3));
  CHECK(run.metric("reverse_width") == doctest::Approx(0.5).epsilon(0.01));
  CHECK(run.metric("reverse_reached") == doctest::Approx(-std::log(0.4)).epsilon(1e-3));
}

TEST_CASE("divergences: the valley in which the model is put down decides, and dragging begins there") {
  DemoRun run(kDemo);
  run.steps(20);
  run.act("fit", HandleDragged{"mean", -1.5F, 0});
  run.act("fit", HandleDragged{"width", -1.0F, 0});
  CHECK(run.metric("model_mean") == -1.5);
  CHECK(run.metric("model_width") == 0.5);
  CHECK(run.metric("forward_mean") == -1.5);
  run.steps(150);
  CHECK(run.metric("reverse_mean") == doctest::Approx(-2).epsilon(1e-3));
  CHECK(run.metric("reverse_reached") == doctest::Approx(-std::log(0.6)).epsilon(1e-3));
  run.act("landscape", HandleDragged{"model", 0.25F, 1.0F});
  run.steps(200);
  CHECK(run.metric("reverse_width") > 1.6);
  CHECK(run.metric("reverse_reached") > 1.8);
}

TEST_CASE("divergences: cross-entropy is entropy and KL, and the data estimate it") {
  DemoRun run(kDemo + "n=1000&divergence=forward&start_width=2");
  CHECK(run.metric("cross_entropy") ==
        doctest::Approx(run.metric("entropy_p") + run.metric("kl_forward")).epsilon(1e-9));
  CHECK(std::fabs(run.metric("mean_log_likelihood") + run.metric("cross_entropy")) < 0.1);
}

TEST_CASE("divergences: without overlap Jensen–Shannon stands still, Wasserstein arrives; with noise both do") {
  DemoRun run(kFar);
  CHECK(run.metric("js_slope") < 1e-30);
  CHECK(run.metric("wasserstein_slope") == doctest::Approx(1));
  run.steps(100);
  CHECK(run.metric("js_mean") == -3);
  CHECK(run.metric("js_reached") == doctest::Approx(std::log(2.0)));
  CHECK(std::fabs(run.metric("wasserstein_mean") - 3) < 0.15);
  DemoRun noisy(kFar + "&added_noise=2&learning_rate=0.5");
  noisy.steps(200);
  CHECK(std::fabs(noisy.metric("js_mean") - 3) < 0.1);
}

TEST_CASE("divergences: samples lead to where integrals lead") {
  DemoRun run(kDemo + "sampled_gradient=true&batch_size=128&learning_rate=0.05");
  run.steps(400);
  CHECK(run.metric("forward_width") == doctest::Approx(2.02).epsilon(0.1));
  CHECK(run.metric("reverse_width") < 0.8);
  CHECK(run.metric("wasserstein_width") == doctest::Approx(1.95).epsilon(0.15));
}

TEST_CASE("divergences: the cut of a correlated joint density has the mean and width of the formula, counted too") {
  DemoRun run(kDemo + "scene=joint&strip=0.05");
  CHECK(run.metric("posterior_mean") == doctest::Approx(0.8).epsilon(0.01));
  CHECK(run.metric("posterior_width") == doctest::Approx(0.6).epsilon(0.01));
  CHECK(run.metric("mutual_information") == doctest::Approx(-0.5 * std::log(1 - 0.64)).epsilon(0.01));
  run.act("joint", HandleDragged{"cut", -1.5F, 0});
  CHECK(run.metric("cut_now") == -1.5);
  CHECK(run.metric("posterior_mean") == doctest::Approx(-1.2).epsilon(0.01));
  run.steps(100);
  const double expected = 5000 * 0.1 * run.metric("density_at_cut");
  CHECK(std::fabs(run.metric("in_strip") - expected) < 5 * std::sqrt(expected));
}

TEST_CASE("divergences: on a ring nothing is correlated, and half a nat is learned") {
  DemoRun run(kDemo + "scene=joint&joint_density=ring");
  CHECK(run.metric("correlation_xy") == 0);
  CHECK(run.metric("mutual_information") > 0.4);
}
