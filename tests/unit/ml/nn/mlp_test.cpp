#include "core/ml/nn/mlp.h"

#include <doctest/doctest.h>

#include <array>
#include <variant>

using namespace lectern::nn;

TEST_CASE("a multilayer perceptron has its hidden layers, dropout behind each, and linear outputs") {
  const std::array widths{4, 3};
  MlpSpec spec{.widths = widths, .dropout = 0.5, .outputs = 2};
  spec.activation.kind = ActivationKind::relu;
  const std::vector<LayerSpec> layers = mlp_layers(spec);
  REQUIRE(layers.size() == 5);
  CHECK(std::get<DenseSpec>(layers[0]).units == 4);
  CHECK(std::get<DenseSpec>(layers[0]).activation.kind == ActivationKind::relu);
  CHECK(std::get<DropoutSpec>(layers[3]).probability == 0.5);
  CHECK(std::get<DenseSpec>(layers[4]).units == 2);
  CHECK(std::get<DenseSpec>(layers[4]).activation.kind == ActivationKind::identity);
}

TEST_CASE("without hidden layers a perceptron is one linear layer") {
  CHECK(mlp_layers({.widths = {}, .outputs = 1}).size() == 1);
}

TEST_CASE("a perceptron that normalises does so between the weighted sums and the activation") {
  const std::array widths{4};
  MlpSpec spec{.widths = widths, .dropout = 0.5, .normalises = true, .outputs = 2};
  spec.activation.kind = ActivationKind::relu;
  const std::vector<LayerSpec> layers = mlp_layers(spec);
  REQUIRE(layers.size() == 5);
  CHECK(std::get<DenseSpec>(layers[0]).activation.kind == ActivationKind::identity);
  CHECK(std::holds_alternative<BatchNormSpec>(layers[1]));
  CHECK(std::get<ActivationSpec>(layers[2]).activation.kind == ActivationKind::relu);
  CHECK(std::holds_alternative<DropoutSpec>(layers[3]));
}
