#include <cmath>
#include <string>

#include "tests/experiments/demo_run.h"

using namespace lectern;

namespace {

const std::string kRegularisingNetworks = "#/regularising-networks?";

}  // namespace

TEST_CASE("regularising-networks: a training that goes on overfits, and both ways of stopping go back to a minimum") {
  for (int seed = 1; seed <= 3; ++seed) {
    CAPTURE(seed);
    DemoRun run(kRegularisingNetworks + "seed=" + std::to_string(seed));
    run.steps(500);
    CHECK(run.metric("training_loss") < 0.25);
    CHECK(run.metric("validation_loss") > 1.3 * run.metric("look_back_validation_loss"));
    CHECK(run.metric("look_back_validation_loss") <= run.metric("early_validation_loss"));
    CHECK(run.metric("early_stopped") == run.metric("early_epoch") + 10);
    // Patience is looked at only after the training: more of it never gives a worse minimum.
    double before = INFINITY;
    for (const char* patience : {"1", "5", "20", "100", "2000"}) {
      run.tune("patience", patience);
      CHECK(run.metric("early_validation_loss") <= before);
      before = run.metric("early_validation_loss");
    }
    CHECK(before == run.metric("look_back_validation_loss"));
  }
}

TEST_CASE("regularising-networks: what early stopping gives back is what a run that ends there has") {
  DemoRun run(kRegularisingNetworks);
  run.steps(60);
  const double epoch = run.metric("early_epoch"), loss = run.metric("early_validation_loss");
  DemoRun short_run(kRegularisingNetworks);
  short_run.steps(static_cast<int>(epoch));
  CHECK(short_run.metric("validation_loss") == loss);
}

TEST_CASE("regularising-networks: with dropout the network does better and can spare a neuron") {
  for (int seed = 1; seed <= 2; ++seed) {
    CAPTURE(seed);
    DemoRun run(kRegularisingNetworks + "compared=dropout&seed=" + std::to_string(seed));
    run.steps(500);
    CHECK(run.metric("validation_loss_with") < run.metric("validation_loss_without"));
    CHECK(run.metric("unit_cost_with") < run.metric("unit_cost_without"));
    CHECK(run.metric("correlation_in_training") < run.metric("correlation_with"));
    const auto& network = run.panel<Network>("network");
    int dropped = 0;
    for (const NetworkLayer& layer : network.layers)
      for (const Neuron& neuron : layer.neurons) dropped += neuron.dropped ? 1 : 0;
    CHECK(dropped > 20);
    CHECK(dropped < 60);
  }
  DemoRun none(kRegularisingNetworks + "compared=dropout&dropout=0");
  none.steps(20);
  CHECK(none.metric("validation_loss_with") == none.metric("validation_loss_without"));
}

TEST_CASE("regularising-networks: a penalty shrinks the weights, and λ = 0 changes nothing") {
  DemoRun run(kRegularisingNetworks + "compared=penalty");
  run.steps(200);
  CHECK(run.metric("weight_norm_with") < run.metric("weight_norm_without"));
  DemoRun none(kRegularisingNetworks + "compared=penalty&l2=0");
  none.steps(20);
  CHECK(none.metric("validation_loss_with") == none.metric("validation_loss_without"));
}

TEST_CASE("regularising-networks: each remedy helps the overfitted run, and both against underfitting overfit") {
  for (const char* remedy : {"more_data", "fewer_inputs", "stop_earlier", "penalise", "drops_neurons"}) {
    CAPTURE(remedy);
    DemoRun run(kRegularisingNetworks + "compared=fixes&" + remedy + "=true");
    run.steps(500);
    CHECK(run.metric("validation_loss_with") < run.metric("validation_loss_without"));
  }
  DemoRun longer(kRegularisingNetworks + "compared=fixes&fault=underfitted&larger=true&longer=true");
  longer.steps(500);
  CHECK(longer.metric("training_loss_with") < longer.metric("training_loss_without"));
  CHECK(longer.metric("validation_loss_with") > longer.metric("training_loss_with"));
}

TEST_CASE("regularising-networks: points join the training while it goes on, and a table of more classes is learned") {
  DemoRun run(kRegularisingNetworks);
  run.steps(5);
  const double before = run.metric("validation_loss");
  run.act("plane_early", PointAdded{{0.9f, -0.9f, 0}});
  run.steps(20);
  CHECK(run.metric("validation_loss") != before);
  DemoRun iris(kRegularisingNetworks + "data=iris");
  iris.steps(100);
  CHECK(iris.metric("look_back_validation_accuracy") > 0.6);
}

TEST_CASE("regularising-networks: dropout makes the answers depend less on which data they were learned from") {
  for (int seed = 1; seed <= 2; ++seed) {
    CAPTURE(seed);
    DemoRun run(kRegularisingNetworks + "compared=variance&seed=" + std::to_string(seed));
    run.steps(300);
    CHECK(run.metric("variance_with") < run.metric("variance_without"));
    // The mean answer is better than a single one, by what they differ.
    CHECK(run.metric("mean_answer_loss_without") < run.metric("validation_loss_without"));
  }
  DemoRun none(kRegularisingNetworks + "compared=variance&dropout=0");
  none.steps(20);
  CHECK(none.metric("variance_with") == none.metric("variance_without"));
  CHECK(none.metric("variance_with") > 0);
}
