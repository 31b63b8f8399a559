#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

struct Outcome {
  double gradient, signal, saturated;  // the first two log₁₀
};
// Of one pair in fifty layers; what is looked at is measured at once.
Outcome outcome(const std::string& values, int depth = 50) {
  DemoRun run("#/activations-and-initialisation?depth=" + std::to_string(depth) + "&" + values);
  return {run.metric("log_gradient_ratio"), run.metric("log_signal"), run.metric("saturated_last")};
}

}  // namespace

TEST_CASE("activations-and-initialisation: the sigmoid's gradient vanishes, He's ReLU keeps it") {
  CHECK(outcome("activation=sigmoid&initialisation=glorot_normal").gradient < -20);
  CHECK(std::fabs(outcome("activation=relu&initialisation=he_normal").gradient) < 1.5);
  CHECK(std::fabs(outcome("activation=tanh&initialisation=glorot_normal").gradient) < 1.5);
  CHECK(outcome("activation=relu&initialisation=glorot_normal").signal < -5);
  CHECK(outcome("activation=relu&initialisation=glorot_normal").gradient < -5);
}

TEST_CASE("activations-and-initialisation: large weights explode where nothing saturates, and saturate where it can") {
  const Outcome relu = outcome("activation=relu&initialisation=random&scale=0.5", 20);
  CHECK(relu.signal > 5);
  const Outcome tanh = outcome("activation=tanh&initialisation=random&scale=2", 20);
  CHECK(tanh.saturated > 0.8);
}

TEST_CASE("activations-and-initialisation: a leaky ReLU of slope 1 is linear, of slope 0 a ReLU") {
  const std::string start = "&initialisation=glorot_normal";
  CHECK(std::fabs(outcome("activation=leaky_relu&negative_slope=1" + start).signal) < 1);
  CHECK(outcome("activation=leaky_relu&negative_slope=0" + start).signal ==
        doctest::Approx(outcome("activation=relu" + start).signal).epsilon(0.2));
}

TEST_CASE("activations-and-initialisation: normalisation and residual connections bring the gradient through") {
  const std::string poor = "activation=relu&initialisation=random&scale=0.02";
  CHECK(outcome(poor).gradient < -20);
  CHECK(outcome(poor).signal < -20);
  for (const char* kind : {"batch", "layer"}) CHECK(std::fabs(outcome(poor + "&normalisation=" + kind).signal) < 0.5);
  CHECK(std::fabs(outcome("activation=sigmoid&initialisation=random&scale=0.02&residual=true").gradient) < 2);
}

TEST_CASE("activations-and-initialisation: thirty-two steps measure all pairs") {
  DemoRun run("#/activations-and-initialisation");
  CHECK(run.metric("healthy_pairs") <= 1);
  run.steps(32);
  CHECK(run.metric("healthy_pairs") > 5);
  run.tune("activation", "gelu");
  CHECK(run.metric("draws") == 1);
}

TEST_CASE("activations-and-initialisation: what vanishes on its way back is not learned, what arrives is") {
  const std::string training = "#/activations-and-initialisation?looked=training&depth=12&layer_width=24";
  DemoRun sigmoid(training + "&activation=sigmoid&initialisation=glorot_normal");
  sigmoid.steps(150);
  CHECK(sigmoid.metric("training_cost") > 0.9);
  DemoRun relu(training + "&activation=relu&initialisation=he_normal");
  relu.steps(150);
  CHECK(relu.metric("training_cost") < 0.4);
  CHECK(relu.metric("different_neurons") == 24);
}

TEST_CASE("activations-and-initialisation: from zero all neurons of a layer stay one neuron") {
  DemoRun run("#/activations-and-initialisation?looked=training&depth=2&initialisation=zero&activation=sigmoid");
  run.steps(200);
  CHECK(run.metric("different_neurons") == 1);
  const double from_zero = run.metric("training_cost");
  run.tune("initialisation", "glorot_normal");
  CHECK(run.metric("updates") == 0);
  run.steps(200);
  CHECK(run.metric("different_neurons") == 48);
  CHECK(run.metric("training_cost") < from_zero);
}

TEST_CASE("activations-and-initialisation: a training that explodes leaves the others at work") {
  DemoRun run(
      "#/activations-and-initialisation?looked=training&depth=50&initialisation=random&scale=10&activation=relu");
  run.steps(3);
  CHECK(std::isnan(run.metric("training_cost")));
  CHECK(run.metric("updates") == 3);
}
