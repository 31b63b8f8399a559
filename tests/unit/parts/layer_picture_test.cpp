#include "core/parts/layer_picture.h"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

#include "core/ml/nn/mlp.h"

using namespace lectern;

TEST_CASE("a layer of the picture holds every unit's field, means and numbers") {
  Matrix<float> responses(2, 2), activations(2, 2);
  responses(0, 0) = 0.5f;
  responses(1, 0) = -0.25f;
  responses(0, 1) = 4;
  responses(1, 1) = -2;
  activations(0, 0) = 1;
  activations(1, 0) = 2;
  const std::array<float, 4> weights{1, 2, 3, 4};
  const std::array<float, 2> biases{0.1f, 0.2f}, gradients{0, 7};
  const std::array<char, 2> dropped{0, 1};
  Network panel;
  const NetworkLayer& layer = add_layer(panel,
                                        {.label = "hidden",
                                         .responses = responses,
                                         .activations = activations,
                                         .gradients = gradients,
                                         .dropped = dropped,
                                         .weights = weights,
                                         .biases = biases},
                                        2);
  REQUIRE(layer.neurons.size() == 2);
  CHECK(layer.label == "hidden");
  CHECK(layer.weights == std::vector<float>{1, 2, 3, 4});
  CHECK(layer.neurons[0].field == std::vector<float>{0.5f, -0.25f});
  CHECK(layer.neurons[1].field == std::vector<float>{1, -0.5f});
  CHECK(layer.neurons[0].activation == 1.5f);
  CHECK(layer.neurons[1].gradient == 7);
  CHECK_FALSE(layer.neurons[0].dropped);
  CHECK(layer.neurons[1].dropped);
  CHECK(layer.neurons[1].bias == 0.2f);
}

TEST_CASE("what is not known of a layer stays empty or zero, also after it was known") {
  Matrix<float> responses(2, 1, 0.5f);
  const std::array<float, 1> one{1};
  Network panel;
  add_layer(panel, {.label = "full", .responses = responses, .gradients = one, .weights = one, .biases = one}, 1);
  panel.layers.rewind();
  const NetworkLayer& layer = add_layer(panel, {.label = "empty"}, 1);
  REQUIRE(layer.neurons.size() == 1);
  CHECK(layer.neurons[0].field.empty());
  CHECK(layer.weights.empty());
  CHECK(layer.neurons[0].bias == 0.0f);
  CHECK(layer.neurons[0].gradient == 0.0f);
  CHECK(add_layer(panel, {}, 0).neurons.empty());
}

TEST_CASE("an update is known unit by unit: the size of ∂E/∂z over the samples, and who was left out") {
  auto network = nn::Network<float>::build({1, 1, 1}, nn::mlp_layers({.widths = std::array{2}, .dropout = 0.5}));
  REQUIRE(network.ok());
  network->initialise(Rng(1));
  const Matrix<float> X(3, 1, 1.0f);
  nn::Pass<float> pass;
  Rng dropout(5);
  network->forward(pass, X, dropout);
  for (std::ptrdiff_t i = 0; i < 3; ++i) pass.output_gradient()(i, 0) = static_cast<float>(i + 1) / 3;  // of the mean
  network->backward(pass);
  UnitUpdates updates;
  CHECK(updates.gradients(0, 2).empty());
  updates.record(*network, pass);
  CHECK(updates.gradients(2, 1)[0] == doctest::Approx(std::sqrt((1.0 + 4 + 9) / 3)));
  CHECK(updates.dropped(2, 1)[0] == 0);
  for (std::ptrdiff_t unit = 0; unit < 2; ++unit)
    CHECK((updates.dropped(0, 2)[static_cast<std::size_t>(unit)] != 0) == (pass.activations(1)(0, unit) == 0));
}
