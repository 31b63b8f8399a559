#include "core/experiments/neural-network/network_settings.h"

#include "tests/unit/parts/settings.h"

using namespace lectern;
using data::PlanarFeature;
using tests::choices_of;

namespace {

template <typename Block>
Block block(const tests::Values& values = {}) {
  static const Schema<Block> schema = Block::schema({});
  return schema.read(tests::settings(schema.specs(), values));
}

template <typename Block>
std::vector<std::string> choices(std::string_view id) {
  return choices_of(Block::schema({}).specs(), id);
}

}  // namespace

TEST_CASE("the inputs are the functions switched on; a curve has none of the second coordinate") {
  using enum PlanarFeature;
  using Features = std::vector<PlanarFeature>;
  const auto inputs = [](const tests::Values& values) { return block<InputSettings>(values); };
  CHECK(inputs({}).features(false) == Features{x1, x2});
  CHECK(inputs({}).features(true) == Features{x1});
  tests::Values all;
  for (const auto& named : data::kPlanarFeatures) all.push_back({named.id, "true"});
  CHECK(inputs(all).features(false).size() == 7);
  CHECK(inputs(all).features(true) == Features{x1, x1_squared, sine_x1});
  CHECK(inputs({{"in_x1", "false"}}).features(true).empty());
}

TEST_CASE("every choice of an activation, initial weights and an optimizer is the one that it is called") {
  for (const std::string& id : choices<NetworkSettings>("activation")) {
    const auto layers = block<NetworkSettings>({{"activation", id}}).layer_specs(1);
    CHECK(id_of(nn::kActivations, std::get<nn::DenseSpec>(layers.front()).activation.kind) == id);
    CHECK(std::get<nn::DenseSpec>(layers.back()).activation.kind == nn::ActivationKind::identity);
  }
  for (const std::string& id : choices<NetworkSettings>("initialisation")) {
    const auto layers = block<NetworkSettings>({{"initialisation", id}, {"scale", "2"}}).layer_specs(1);
    CHECK(id_of(nn::kInitialisations, std::get<nn::DenseSpec>(layers.front()).initialisation.kind) == id);
    CHECK(std::get<nn::DenseSpec>(layers.front()).initialisation.scale == 2);
  }
  for (const std::string& id : choices<DescentSettings>("optimizer")) {
    CAPTURE(id);
    const nn::OptimizerSpec spec = block<DescentSettings>({{"optimizer", id}, {"momentum", "0.75"}}).optimizer();
    const bool has_momentum = id == "momentum" || id == "nesterov";
    CHECK(id_of(nn::kOptimizers, spec.kind) == (has_momentum ? "sgd" : id));
    CHECK(spec.momentum == (has_momentum ? 0.75 : 0));
    CHECK(spec.nesterov == (id == "nesterov"));
  }
}

TEST_CASE("each hidden layer is followed by dropout, if there is any; without hidden layers the output is alone") {
  const auto layers = block<NetworkSettings>({{"layers", "5,3"}, {"dropout", "0.25"}}).layer_specs(4);
  REQUIRE(layers.size() == 5);
  CHECK(std::get<nn::DenseSpec>(layers[0]).units == 5);
  CHECK(std::get<nn::DropoutSpec>(layers[1]).probability == 0.25);
  CHECK(std::get<nn::DenseSpec>(layers[2]).units == 3);
  CHECK(std::get<nn::DenseSpec>(layers[4]).units == 4);
  CHECK(block<NetworkSettings>().layer_specs(1).size() == 3);
  CHECK(block<NetworkSettings>({{"layers", ""}}).layer_specs(1).size() == 1);
}

TEST_CASE("a training never stops by itself, stops early or ends after a number of epochs") {
  const auto plan = [](const char* stopping) {
    return block<StoppingSettings>({{"stopping", stopping}, {"patience", "7"}, {"epochs", "30"}}).plan();
  };
  CHECK(plan("never").rule == nn::StoppingRule::never);
  CHECK(plan("early").rule == nn::StoppingRule::early);
  CHECK(plan("early").patience == 7);
  CHECK(plan("look_back").rule == nn::StoppingRule::look_back);
  CHECK(plan("look_back").epochs == 30);
}
