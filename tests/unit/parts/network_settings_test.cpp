#include "core/parts/network_settings.h"

#include "core/lab/network_parameters.h"
#include "core/lab/text.h"
#include "tests/unit/parts/settings.h"

using namespace lectern;
using data::PlanarFeature;
using tests::choices_of;
using tests::settings;

namespace {

const ParameterSchema& schema() {
  static const ParameterSchema the_schema = [] {
    ParameterSchema made;
    add_input_parameters(made);
    add_network_parameters(made, {8, 4});
    made.group("Training")
        .choice("loss", "Cost of a class", {{"cross_entropy", "C"}, {"squared", "S"}, {"hinge", "H"}}, "cross_entropy")
        .help("Of classes.")
        .choice("regression_loss", "Cost of a value", {{"squared", "S"}, {"absolute", "A"}}, "squared")
        .help("Of values.");
    add_optimizer_parameters(made, 0.1, 10);
    add_stopping_parameters(made);
    return made;
  }();
  return the_schema;
}

}  // namespace

TEST_CASE("the inputs are the functions switched on; a curve has none of the second coordinate") {
  using enum PlanarFeature;
  using Features = std::vector<PlanarFeature>;
  CHECK(make_features(settings(schema()), false) == Features{x1, x2});
  CHECK(make_features(settings(schema()), true) == Features{x1});
  tests::Values all;
  for (const char* id : {"in_x1", "in_x2", "in_x1_squared", "in_x2_squared", "in_product", "in_sine_x1", "in_sine_x2"})
    all.push_back({id, "true"});
  CHECK(make_features(settings(schema(), all), false).size() == 7);
  CHECK(make_features(settings(schema(), all), true) == Features{x1, x1_squared, sine_x1});
  CHECK(make_features(settings(schema(), {{"in_x1", "false"}}), true).empty());
}

TEST_CASE("every choice of an activation, a start of the weights and an optimiser is the one that it is called") {
  for (const std::string& id : choices_of(schema(), "activation")) {
    const auto layers = make_layers(settings(schema(), {{"activation", id}}), 1);
    CHECK(id_of(nn::kActivations, std::get<nn::DenseSpec>(layers.front()).activation.kind) == id);
    CHECK(std::get<nn::DenseSpec>(layers.back()).activation.kind == nn::ActivationKind::identity);
  }
  for (const std::string& id : choices_of(schema(), "initialisation")) {
    const auto layers = make_layers(settings(schema(), {{"initialisation", id}, {"scale", "2"}}), 1);
    CHECK(id_of(nn::kInitialisations, std::get<nn::DenseSpec>(layers.front()).initialisation.kind) == id);
    CHECK(std::get<nn::DenseSpec>(layers.front()).initialisation.scale == 2);
  }
  for (const std::string& id : choices_of(schema(), "optimizer")) {
    CAPTURE(id);
    const nn::OptimizerSpec spec = make_optimizer(settings(schema(), {{"optimizer", id}, {"momentum", "0.75"}}));
    const bool has_momentum = id == "momentum" || id == "nesterov";
    CHECK(id_of(nn::kOptimizers, spec.kind) == (has_momentum ? "sgd" : id));
    CHECK(spec.momentum == (has_momentum ? 0.75 : 0));
    CHECK(spec.nesterov == (id == "nesterov"));
  }
}

TEST_CASE("each hidden layer is followed by dropout, if there is any; without hidden layers the output is alone") {
  const auto layers = make_layers(settings(schema(), {{"layers", "5,3"}, {"dropout", "0.25"}}), 4);
  REQUIRE(layers.size() == 5);
  CHECK(std::get<nn::DenseSpec>(layers[0]).units == 5);
  CHECK(std::get<nn::DropoutSpec>(layers[1]).probability == 0.25);
  CHECK(std::get<nn::DenseSpec>(layers[2]).units == 3);
  CHECK(std::get<nn::DenseSpec>(layers[4]).units == 4);
  CHECK(make_layers(settings(schema()), 1).size() == 3);
  CHECK(make_layers(settings(schema(), {{"layers", ""}}), 1).size() == 1);
}

TEST_CASE("classes have the cost chosen for classes, values that for values") {
  const ParameterSet p = settings(schema(), {{"loss", "hinge"}, {"regression_loss", "absolute"}});
  CHECK(make_code(p, 3).objective() == nn::Objective::hinge);
  CHECK(make_code(p, 3).outputs() == 3);
  CHECK(make_code(p, 2).outputs() == 1);
  CHECK(make_code(p, 0).objective() == nn::Objective::absolute);
  CHECK_FALSE(make_code(p, 0).is_classification());
}

TEST_CASE("a training that never stops goes not back, the others stop early or look back") {
  const auto plan = [](const char* stopping) {
    return make_stopping(settings(schema(), {{"stopping", stopping}, {"patience", "7"}, {"epochs", "30"}}));
  };
  CHECK(plan("never").rule == nn::StoppingRule::never);
  CHECK(plan("early").rule == nn::StoppingRule::early);
  CHECK(plan("early").patience == 7);
  CHECK(plan("look_back").rule == nn::StoppingRule::look_back);
  CHECK(plan("look_back").epochs == 30);
}

TEST_CASE("the remedy of a broken training is a tenth of η") {
  const Divergence divergence = learning_rate_too_large(12, "is no longer a finite number", 0.5);
  CHECK(divergence.parameter == "learning_rate");
  CHECK(divergence.stable_value == 0.05);
  CHECK(divergence.cause.find("At step 12 ") == 0);
  CHECK(divergence.cause.find("η = 0.5 ") != std::string::npos);
}
