#include "core/ml/generative/gradient_penalty.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "core/math/finite_difference.h"
#include "core/ml/generative/gan.h"
#include "tests/unit/matrices.h"

using namespace lectern;
using namespace lectern::nn;
using namespace lectern::generative;

namespace {

Network<double> critic_of(std::vector<LayerSpec> layers, std::ptrdiff_t inputs = 3) {
  Network<double> network = std::move(*Network<double>::build({inputs, 1, 1}, layers));
  network.initialise(Rng(4));
  for (double& p : network.parameters()) p += 0.02;
  return network;
}

// P by its definition, with the gradient by x from plain backpropagation.
double penalty_of(const Network<double>& critic, const Matrix<double>& X) {
  Pass<double> pass;
  critic.evaluate(pass, X);
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i) pass.output_gradient()(i, 0) = 1;
  critic.backward_to_input(pass);
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < X.rows(); ++i) {
    double square = 0;
    for (std::ptrdiff_t j = 0; j < X.cols(); ++j) square += std::pow(pass.input_gradient()(i, j), 2);
    sum += std::pow(std::sqrt(square) - 1, 2);
  }
  return sum / double(X.rows());
}

}  // namespace

TEST_CASE("The gradient of the gradient penalty is that of central differences, for every activation") {
  for (const auto& option : kHiddenActivations) {
    CAPTURE(std::string(option.id));
    const Activation hidden{option.value};
    Network<double> critic = critic_of({DenseSpec{7, hidden}, DenseSpec{5, hidden}, DenseSpec{1}});
    const Matrix<double> X = tests::random_matrix(9, 3, 8);
    std::fill(critic.gradients().begin(), critic.gradients().end(), 0.5);
    GradientPenalty<double> penalty;
    CHECK(penalty.add_gradient(critic, X, 3, nullptr) == doctest::Approx(penalty_of(critic, X)));
    Network<double> probe = critic;
    const std::vector<double> numeric =
        math::finite_difference_gradient([&] { return 3 * penalty_of(probe, X); }, probe.parameters());
    for (std::size_t k = 0; k < numeric.size(); ++k) {
      CAPTURE(k);
      CHECK(critic.gradients()[k] - 0.5 == doctest::Approx(numeric[k]).epsilon(1e-6).scale(1));
    }
  }
}

TEST_CASE("A linear critic of slope one costs nothing, one of slope three costs four") {
  Network<double> critic = critic_of({DenseSpec{1}}, 2);
  const Matrix<double> X = tests::random_matrix(5, 2, 1);
  GradientPenalty<double> penalty;
  critic.parameters()[0] = 0.6, critic.parameters()[1] = 0.8;
  CHECK(penalty.add_gradient(critic, X, 1) == doctest::Approx(0));
  critic.parameters()[0] = 0, critic.parameters()[1] = -3;
  std::fill(critic.gradients().begin(), critic.gradients().end(), 0.0);
  CHECK(penalty.add_gradient(critic, X, 1) == doctest::Approx(4));
  CHECK(critic.gradients()[1] == doctest::Approx(-4));  // ∂(|w| − 1)²/∂w₂ = 2 (3 − 1) · (−1)
  CHECK(critic.gradients()[2] == 0);                    // a constant changes no slope
  for (double norm : penalty.norms()) CHECK(norm == doctest::Approx(3));
}

TEST_CASE("A gradient that vanishes has no direction, and leaves the parameters finite") {
  Network<double> critic = critic_of({DenseSpec{4, {ActivationKind::tanh}}, DenseSpec{1}}, 2);
  std::fill(critic.parameters().begin(), critic.parameters().end(), 0.0);
  GradientPenalty<double> penalty;
  CHECK(penalty.add_gradient(critic, tests::random_matrix(3, 2, 1), 10) == 1);
  for (double gradient : critic.gradients()) CHECK(gradient == 0);
}

TEST_CASE("The penalty is known for dense critics of one output alone") {
  CHECK(GradientPenalty<double>::applies_to(critic_of({DenseSpec{4, {ActivationKind::gelu}}, DenseSpec{1}})));
  CHECK_FALSE(GradientPenalty<double>::applies_to(critic_of({DenseSpec{4}, DenseSpec{2}})));
  CHECK_FALSE(GradientPenalty<double>::applies_to(critic_of({DenseSpec{4}, BatchNormSpec{}, DenseSpec{1}})));
  CHECK_FALSE(GradientPenalty<double>::applies_to(critic_of({DenseSpec{3, {ActivationKind::softmax}}, DenseSpec{1}})));
}

TEST_CASE("A Wasserstein critic measures how far one law is shifted from another") {
  // Data lie around (2, 0) and samples around the origin: the distance is 2, and the steepest critic allowed finds it.
  Network<double> generator = critic_of({DenseSpec{2}}, 2);
  std::fill(generator.parameters().begin(), generator.parameters().end(), 0.0);
  generator.parameters()[0] = generator.parameters()[3] = 0.1;
  Gan<double> gan(std::move(generator), critic_of({DenseSpec{16, {ActivationKind::tanh}}, DenseSpec{1}}, 2), {},
                  {.kind = OptimizerKind::adam, .learning_rate = 0.01}, GeneratorLoss::wasserstein);
  gan.set_penalty(10);
  Rng rng(3);
  Matrix<double> data(64, 2), noise(64, 2);
  DiscriminatorStep step;
  for (int i = 0; i < 1000; ++i) {
    for (std::ptrdiff_t k = 0; k < 128; ++k) data.data()[k] = 0.1 * rng.normal(), noise.data()[k] = rng.normal();
    for (std::ptrdiff_t r = 0; r < 64; ++r) data(r, 0) += 2;
    step = gan.train_discriminator(data, noise, rng);
  }
  CHECK(step.score_on_data - step.score_on_samples == doctest::Approx(2).epsilon(0.1));
  CHECK(step.penalty < 0.05);
  CHECK(step.loss == doctest::Approx(step.score_on_samples - step.score_on_data + 10 * step.penalty));
}
