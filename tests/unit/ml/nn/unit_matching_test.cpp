#include "core/ml/nn/unit_matching.h"

#include <doctest/doctest.h>

#include <cmath>

#include "core/math/rng.h"
#include "core/ml/nn/mlp.h"

using namespace lectern;

namespace {

constexpr int kMatchedUnits = 7, kMatchedInputs = 2, kMatchedOutputs = 3;

nn::Network<float> odd_network(nn::ActivationKind kind, std::uint64_t seed) {
  const std::vector<int> widths{kMatchedUnits};
  nn::Network<float> network =
      *nn::Network<float>::build({kMatchedInputs, 1, 1},
                                 nn::mlp_layers({.widths = widths, .activation = {kind}, .outputs = kMatchedOutputs}));
  Rng rng(seed);
  rng.fill_normal(network.parameters(), 0, 1);
  return network;
}

// The same function: units in the opposite order, every second one with its signs changed.
nn::Network<float> disguised(const nn::Network<float>& from, bool is_sigmoid) {
  nn::Network<float> to = from;
  for (std::size_t o = 0; o < kMatchedOutputs; ++o) to.biases(1)[o] = from.biases(1)[o];
  for (std::size_t j = 0; j < kMatchedUnits; ++j) {
    const std::size_t place = kMatchedUnits - 1 - j;
    const float sign = j % 2 == 0 ? -1.0f : 1.0f;
    to.biases(0)[place] = sign * from.biases(0)[j];
    for (std::size_t i = 0; i < kMatchedInputs; ++i)
      to.weights(0)[place * kMatchedInputs + i] = sign * from.weights(0)[j * kMatchedInputs + i];
    for (std::size_t o = 0; o < kMatchedOutputs; ++o) {
      to.weights(1)[o * kMatchedUnits + place] = sign * from.weights(1)[o * kMatchedUnits + j];
      if (is_sigmoid && sign < 0) to.biases(1)[o] += from.weights(1)[o * kMatchedUnits + j];  // σ(−z) = 1 − σ(z)
    }
  }
  return to;
}

}  // namespace

TEST_CASE("Networks that differ by the order and the signs of their units are no distance apart") {
  for (const nn::ActivationKind kind : {nn::ActivationKind::tanh, nn::ActivationKind::sigmoid}) {
    const nn::Network<float> first = odd_network(kind, 3);
    const nn::Network<float> second = disguised(first, kind == nn::ActivationKind::sigmoid);
    Matrix<float> X(5, kMatchedInputs), of_first(5, kMatchedOutputs), of_second(5, kMatchedOutputs);
    Rng rng(8);
    rng.fill_normal({X.data(), 5 * kMatchedInputs}, 0, 1);
    nn::Pass<float> pass;
    first.predict(pass, X, of_first);
    second.predict(pass, X, of_second);
    for (std::ptrdiff_t k = 0; k < 5 * kMatchedOutputs; ++k)
      CHECK(of_second.data()[k] == doctest::Approx(of_first.data()[k]).epsilon(1e-4));
    const nn::UnitMatch match = nn::match_units(nn::unit_form(first), nn::unit_form(second));
    CHECK(match.distance < 1e-5);
    CHECK(match.unmatched_distance > 1);
    for (std::size_t j = 0; j < kMatchedUnits; ++j) {
      CHECK(match.partner[j] == kMatchedUnits - 1 - j);
      CHECK(match.sign[j] == (j % 2 == 0 ? -1 : 1));
    }
  }
}

TEST_CASE("What differs beyond order and signs is the distance, and unlike networks stay apart") {
  const nn::Network<float> first = odd_network(nn::ActivationKind::tanh, 3);
  nn::Network<float> second = disguised(first, false);
  second.weights(0)[0] += 0.25f;
  CHECK(nn::match_units(nn::unit_form(first), nn::unit_form(second)).distance == doctest::Approx(0.25));
  const nn::UnitForm other = nn::unit_form(odd_network(nn::ActivationKind::tanh, 4));
  const nn::UnitMatch match = nn::match_units(nn::unit_form(first), other);
  CHECK(match.distance > 0.3 * other.length());
  CHECK(match.distance < match.unmatched_distance);
}
