#include "core/ml/generative/gan.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/math/finite_difference.h"
#include "core/simd/thread_pool.h"
#include "tests/unit/matrices.h"

using namespace lectern;
using namespace lectern::nn;
using namespace lectern::generative;

namespace {

Network<float> small_network(std::ptrdiff_t inputs, std::ptrdiff_t outputs, std::uint64_t seed) {
  auto network = Network<float>::build({inputs, 1, 1}, {DenseSpec{16, {ActivationKind::tanh}}, DenseSpec{outputs}});
  network->initialise(Rng(seed));
  return std::move(*network);
}

// Both players, learning a Gaussian around (2, -1).
struct Game {
  Rng rng{5};
  Gan<float> gan;
  Matrix<float> data{64, 2}, noise{64, 2};
  DiscriminatorStep last;

  explicit Game(GeneratorLoss loss)
      : gan(small_network(2, 2, 1), small_network(2, 1, 2), {.kind = OptimizerKind::adam, .learning_rate = 0.005},
            {.kind = OptimizerKind::adam, .learning_rate = 0.01}, loss) {}

  void step(ThreadPool* pool = nullptr) {
    rng.fill_normal({data.data(), std::size_t(data.size())}, 0, 0.3f);
    for (std::ptrdiff_t i = 0; i < 64; ++i) data(i, 0) += 2, data(i, 1) -= 1;
    rng.fill_normal({noise.data(), std::size_t(noise.size())}, 0, 1);
    last = gan.train_discriminator(data, noise, rng, pool);
    gan.train_generator(noise, rng, pool);
  }
};

}  // namespace

TEST_CASE("An undecided discriminator costs 2 log 2") {
  Game game(GeneratorLoss::minimax);
  for (float& p : game.gan.discriminator().parameters()) p = 0;
  game.step();
  CHECK(game.last.loss == doctest::Approx(2 * std::log(2.0)));
  CHECK(game.last.mean_on_data == doctest::Approx(0.5));
  CHECK(game.last.mean_on_samples == doctest::Approx(0.5));
}

TEST_CASE("Samples move to where the data are") {
  for (GeneratorLoss loss : {GeneratorLoss::minimax, GeneratorLoss::non_saturating}) {
    Game game(loss);
    for (int step = 0; step < 600; ++step) game.step();
    Pass<float> pass;
    game.gan.generator().evaluate(pass, game.noise);
    double x = 0, y = 0;
    for (std::ptrdiff_t i = 0; i < 64; ++i) x += pass.output()(i, 0) / 64, y += pass.output()(i, 1) / 64;
    CHECK(std::fabs(x - 2) < 0.6);
    CHECK(std::fabs(y + 1) < 0.6);
  }
}

TEST_CASE("Each player's step leaves the other's parameters alone") {
  Game game(GeneratorLoss::non_saturating);
  const auto copy = [](const Network<float>& network) {
    return std::vector<float>(network.parameters().begin(), network.parameters().end());
  };
  const auto generator = copy(game.gan.generator()), discriminator = copy(game.gan.discriminator());
  game.gan.train_discriminator(game.data, game.noise, game.rng);
  CHECK(copy(game.gan.generator()) == generator);
  const auto improved = copy(game.gan.discriminator());
  CHECK(improved != discriminator);
  game.rng.fill_normal({game.noise.data(), std::size_t(game.noise.size())}, 0, 1);
  game.gan.train_generator(game.noise, game.rng);
  CHECK(copy(game.gan.discriminator()) == improved);
  CHECK(copy(game.gan.generator()) != generator);
}

TEST_CASE("A game has the same bits on any crew") {
  const auto play = [](ThreadPool* pool) {
    Game game(GeneratorLoss::non_saturating);
    for (int step = 0; step < 10; ++step) game.step(pool);
    return std::vector<float>(game.gan.generator().parameters().begin(), game.gan.generator().parameters().end());
  };
  ThreadPool two(2), four(4);
  CHECK(play(&two) == play(nullptr));
  CHECK(play(&four) == play(nullptr));
}

TEST_CASE("With classes and smoothed labels both players' gradients are those of central differences") {
  const auto network = [](std::ptrdiff_t inputs, std::ptrdiff_t outputs, std::uint64_t seed) {
    Network<double> built =
        std::move(*Network<double>::build({inputs, 1, 1}, {DenseSpec{5, {ActivationKind::tanh}}, DenseSpec{outputs}}));
    built.initialise(Rng(seed));
    return built;
  };
  const Matrix<double> data = tests::random_matrix(6, 2, 3), noise = tests::random_matrix(6, 4, 4);
  const std::vector<int> of_data{0, 1, 2, 2, 1, 0}, of_noise{1, 1, 0, 2, 0, 2};
  for (const GeneratorLoss loss :
       {GeneratorLoss::minimax, GeneratorLoss::non_saturating, GeneratorLoss::least_squares}) {
    CAPTURE(static_cast<int>(loss));
    Gan<double> gan(network(4, 2, 1), network(2, 3, 2), {}, {}, loss);
    gan.set_smoothing(0.2);
    const auto of_discriminator = [](Gan<double>& game, const Matrix<double>& x, const Matrix<double>& z,
                                     const GanClasses& classes) {
      Rng rng(1);
      return game.discriminator_gradient(x, z, {}, rng, nullptr, classes).loss;
    };
    const auto of_generator = [](Gan<double>& game, const Matrix<double>& z, std::span<const int> classes) {
      Rng rng(1);
      return game.generator_gradient(z, rng, nullptr, classes).loss;
    };
    Gan<double> probe = gan;
    of_discriminator(gan, data, noise, {of_data, of_noise});
    const std::vector<double> by_d = math::finite_difference_gradient(
        [&] {
          return of_discriminator(probe, data, noise, {of_data, of_noise});
        },
        probe.discriminator().parameters());
    for (std::size_t k = 0; k < by_d.size(); ++k)
      CHECK(gan.discriminator().gradients()[k] == doctest::Approx(by_d[k]).epsilon(1e-6).scale(1));
    of_generator(gan, noise, of_noise);
    const std::vector<double> by_g =
        math::finite_difference_gradient([&] { return of_generator(probe, noise, of_noise); },
                                         probe.generator().parameters());
    for (std::size_t k = 0; k < by_g.size(); ++k)
      CHECK(gan.generator().gradients()[k] == doctest::Approx(by_g[k]).epsilon(1e-6).scale(1));
  }
}

TEST_CASE("Smoothed labels: an undecided discriminator is least costly at the odds that it is asked for") {
  Game game(GeneratorLoss::non_saturating);
  game.gan.set_smoothing(0.1);
  for (float& p : game.gan.discriminator().parameters()) p = 0;
  game.step();
  CHECK(game.last.loss == doctest::Approx(2 * std::log(2.0)));  // -0.9 log 1/2 - 0.1 log 1/2 - log 1/2
}
