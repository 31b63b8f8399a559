#include "core/ml/nn/explanation.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/math/finite_difference.h"
#include "core/ml/nn/reading.h"

using namespace lectern;
using namespace lectern::nn;

namespace {

// Two scores of two pixels, z = (0, 4·x₁ + 2·x₂ − 3): class 1 where 4·x₁ + 2·x₂ > 3.
Network<float> plane() {
  auto network = Network<float>::build({1, 1, 2}, {DenseSpec{2}});
  REQUIRE(network.ok());
  std::fill(network->parameters().begin(), network->parameters().end(), 0.0f);
  network->weights(0)[2] = 4;
  network->weights(0)[3] = 2;
  network->biases(0)[1] = -3;
  return *network;
}

}  // namespace

TEST_CASE("the gradient of a score by the picture agrees with central differences") {
  auto network =
      Network<double>::build({1, 6, 6},
                             {Conv2dSpec{.channels = 3, .padding = {1, 1}, .activation = {ActivationKind::tanh}},
                              MaxPool2dSpec{}, FlattenSpec{}, DenseSpec{4}});
  REQUIRE(network.ok());
  network->initialise(Rng(2));
  std::vector<double> picture(36), gradient(36);
  Rng rng(4);
  for (double& x : picture) x = rng.uniform();
  Pass<double> pass;
  score_gradient<double>(*network, pass, picture, 2, gradient);
  const std::vector<double> expected = math::finite_difference_gradient(
      [&] {
        network->evaluate(pass, ConstMatrixView<double>(picture.data(), 1, 36));
        return pass.output()(0, 2);
      },
      std::span<double>(picture));
  for (std::size_t p = 0; p < 36; ++p) CHECK(gradient[p] == doctest::Approx(expected[p]).epsilon(1e-6));
}

TEST_CASE("a square covers what lies inside the picture, in all channels") {
  std::vector<float> picture(2 * 4 * 4, 1.0f);
  occlude(picture, {2, 4, 4}, 0, 3, 3);
  CHECK(std::count(picture.begin(), picture.end(), 0.0f) == 2 * 4);
  CHECK(picture[2] == 0);
  CHECK(picture[3] == 0);
  CHECK(picture[16 + 7] == 0);
}

TEST_CASE("what is covered costs the posterior that the pixel gave") {
  const Network<float> network = plane();
  const std::vector<float> picture{1, 0.5f};
  OcclusionMemory memory;
  Matrix<float> drops;
  occlusion_drops(network, memory, picture, 1, 1, 1, drops);
  const auto sigmoid = [](double z) { return 1 / (1 + std::exp(-z)); };
  REQUIRE(drops.rows() == 1);
  REQUIRE(drops.cols() == 2);
  CHECK(drops(0, 0) == doctest::Approx(sigmoid(2) - sigmoid(-2)).epsilon(1e-5));
  CHECK(drops(0, 1) == doctest::Approx(sigmoid(2) - sigmoid(1)).epsilon(1e-5));
}

TEST_CASE("the least change found is the distance to the boundary along each direction") {
  const Network<float> network = plane();
  const std::vector<float> picture{0.8f, 0.4f};  // 4·0.8 + 2·0.4 = 4, one above the boundary
  const auto least = [&](AttackRule rule) {
    Attack attack(network, picture, rule, 0.01, -1, {});
    for (int i = 0; i < 100; ++i) attack.step(network, nullptr);
    CHECK(attack.succeeded());
    CHECK(attack.own_class() == 1);
    CHECK(attack.class_now() == 0);
    return attack.size();
  };
  CHECK(least(AttackRule::gradient) == doctest::Approx(1 / std::sqrt(20.0) / std::sqrt(2.0)).epsilon(1e-3));
  CHECK(least(AttackRule::sign) == doctest::Approx(1.0 / 6).epsilon(1e-3));
  CHECK(least(AttackRule::sign_once) == doctest::Approx(1.0 / 6).epsilon(1e-3));
}

TEST_CASE("an attack towards the class that is read already has nothing to do") {
  const Network<float> network = plane();
  Attack attack(network, std::vector<float>{0.8f, 0.4f}, AttackRule::sign, 0.01, 1, {});
  CHECK(attack.succeeded());
  CHECK(attack.size() == 0);
}
