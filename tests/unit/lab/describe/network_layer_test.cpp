#include "core/lab/describe/network_layer.h"

#include <doctest/doctest.h>

#include <array>

using namespace lectern;

TEST_CASE("a described layer holds every unit's field, means and numbers") {
  Matrix<float> responses(2, 2), activations(2, 2), errors(2, 2), before(1, 2, 1.0f), after(1, 2, 2.0f);
  responses(0, 0) = 0.5f;
  responses(1, 0) = -0.25f;
  responses(0, 1) = 4;
  responses(1, 1) = -2;
  activations(0, 0) = 1;
  activations(1, 0) = 2;
  errors(0, 1) = 3;
  errors(1, 1) = 4;
  after(0, 1) = 0;
  const std::array<float, 4> weights{1, 2, 3, 4};
  const std::array<float, 2> biases{0.1f, 0.2f};
  NetworkLayer layer;
  describe_layer({.label = "hidden", .responses = responses, .activations = activations, .errors = errors,
                  .error_scale = 0.5f,
                  .before_dropout = before, .after_dropout = after, .weights = weights, .biases = biases},
                 2, layer);
  REQUIRE(layer.neurons.size() == 2);
  CHECK(layer.label == "hidden");
  CHECK(layer.weights == std::vector<float>{1, 2, 3, 4});
  CHECK(layer.neurons[0].field == std::vector<float>{0.5f, -0.25f});
  CHECK(layer.neurons[1].field == std::vector<float>{1, -0.5f});
  CHECK(layer.neurons[0].activation == 1.5f);
  CHECK(layer.neurons[1].gradient == doctest::Approx(7.0711));  // √((9 + 16)/2) / ½
  CHECK_FALSE(layer.neurons[0].dropped);
  CHECK(layer.neurons[1].dropped);
  CHECK(layer.neurons[1].bias == 0.2f);
}

TEST_CASE("what is not known of a layer stays empty or zero, also after it was known") {
  Matrix<float> responses(2, 1, 0.5f);
  const std::array<float, 1> one{1};
  NetworkLayer layer;
  describe_layer({.label = "full", .responses = responses, .weights = one, .biases = one}, 1, layer);
  describe_layer({.label = "empty"}, 1, layer);
  REQUIRE(layer.neurons.size() == 1);
  CHECK(layer.neurons[0].field.empty());
  CHECK(layer.weights.empty());
  CHECK(layer.neurons[0].bias == 0.0f);
  CHECK(layer.neurons[0].gradient == 0.0f);
  describe_layer({}, 0, layer);
  CHECK(layer.neurons.empty());
}
