#include "core/ml/generative/autoencoder.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/math/finite_difference.h"
#include "core/simd/thread_pool.h"

using namespace lectern;
using namespace lectern::nn;
using namespace lectern::generative;

namespace {

constexpr std::ptrdiff_t kRows = 5, kCode = 2;

template <typename T>
Network<T> built(const Shape& input, const std::vector<LayerSpec>& layers, std::uint64_t seed) {
  auto network = Network<T>::build(input, layers);
  network->initialise(Rng(seed));
  return std::move(*network);
}

// Pictures of 4 × 4 pixels through dense layers, or through convolutions down to 1 × 1 and transposed ones back.
template <typename T>
Autoencoder<T> small_model(const CodingRule& rule, bool is_convolutional) {
  const Activation tanh{ActivationKind::tanh};
  const std::ptrdiff_t out = rule.variational ? 2 * kCode : kCode;
  if (!is_convolutional)
    return {built<T>({16, 1, 1}, {DenseSpec{6, tanh}, DenseSpec{out}}, 1),
            built<T>({kCode, 1, 1}, {DenseSpec{6, tanh}, DenseSpec{16}}, 2),
            {.kind = OptimizerKind::adam, .learning_rate = 0.01},
            rule};
  return {built<T>({1, 4, 4},
                   {Conv2dSpec{.channels = 3, .stride = {2, 2}, .padding = {1, 1}, .activation = tanh}, DenseSpec{out}},
                   1),
          built<T>({kCode, 1, 1},
                   {ConvTranspose2dSpec{.channels = 3, .kernel = {2, 2}, .activation = tanh},
                    ConvTranspose2dSpec{.channels = 1, .stride = {2, 2}, .padding = {1, 1}, .output_padding = {1, 1}}},
                   2),
          {.kind = OptimizerKind::adam, .learning_rate = 0.01},
          rule};
}

template <typename T>
struct Batch {
  Matrix<T> given{kRows, 16}, targets{kRows, 16}, eps{kRows, kCode};

  Batch() {
    Rng rng(3);
    for (std::ptrdiff_t i = 0; i < given.size(); ++i) {
      given.data()[i] = T(rng.uniform());
      targets.data()[i] = T(rng.uniform());
    }
    for (std::ptrdiff_t i = 0; i < eps.size(); ++i) eps.data()[i] = T(rng.normal());
  }
};

}  // namespace

TEST_CASE("The gradients of every kind of autoencoder are those of its cost") {
  for (const bool convolutional : {false, true})
    for (const bool variational : {false, true})
      for (const Likelihood likelihood : {Likelihood::bernoulli, Likelihood::gaussian}) {
        CAPTURE(convolutional);
        CAPTURE(variational);
        CAPTURE(likelihood);
        Batch<double> batch;
        Autoencoder<double> model = small_model<double>({likelihood, variational, 2.5, 0.7}, convolutional);
        Rng rng(0);
        const auto cost = [&] { return model.evaluate(batch.given, batch.targets, batch.eps).cost; };
        CHECK(model.gradient(batch.given, batch.targets, batch.eps, rng).cost == doctest::Approx(cost()));
        model.gradient(batch.given, batch.targets, batch.eps, rng);
        for (Network<double>* network : {&model.encoder(), &model.decoder()}) {
          const std::vector<double> exact(network->gradients().begin(), network->gradients().end());
          const std::vector<double> approximate = math::finite_difference_gradient(cost, network->parameters());
          CHECK(math::largest_relative_difference<double, double>(exact, approximate) < 1e-8);
        }
      }
}

TEST_CASE("A variational encoder that says N(0, 1) costs no divergence, and one nat where its mean is √2") {
  Autoencoder<double> model = small_model<double>({.variational = true}, false);
  for (double& p : model.encoder().parameters()) p = 0;
  Batch<double> batch;
  CHECK(model.evaluate(batch.given, batch.targets, batch.eps).divergence == doctest::Approx(0));
  model.encoder().biases(1)[0] = std::sqrt(2.0);
  const CodingCost cost = model.evaluate(batch.given, batch.targets, batch.eps);
  CHECK(cost.divergence == doctest::Approx(1));
  CHECK(cost.cost == doctest::Approx(cost.reconstruction + 1));
  CHECK(model.codes()(1, 1) == doctest::Approx(batch.eps(1, 1)));
}

TEST_CASE("A decoder that knows nothing costs log 2 for each pixel") {
  Autoencoder<float> model = small_model<float>({}, false);
  for (float& p : model.decoder().parameters()) p = 0;
  Batch<float> batch;
  const CodingCost cost = model.evaluate(batch.given, batch.targets, {});
  CHECK(cost.reconstruction == doctest::Approx(16 * std::log(2.0)));
  CHECK(cost.cost == doctest::Approx(std::log(2.0)));
  Matrix<float> pictures(kRows, 16);
  model.decode(batch.eps, pictures);
  CHECK(pictures(2, 3) == 0.5f);
}

TEST_CASE("Corruption hides pixels and adds noise") {
  Matrix<double> x(1, 3, 2.0), mask(1, 3, 1.0), noise(1, 3, -1.0), corrupted(1, 3);
  mask(0, 1) = 0;
  corrupt<double>(x, mask, noise, 0.5, corrupted);
  CHECK(corrupted(0, 0) == 1.5);
  CHECK(corrupted(0, 1) == -0.5);
}

TEST_CASE("Training makes the cost small, to the same bits on any number of threads") {
  std::vector<float> first;
  for (const int threads : {1, 3}) {
    ThreadPool pool(threads);
    Autoencoder<float> model = small_model<float>({.likelihood = Likelihood::gaussian}, true);
    Batch<float> batch;
    Rng rng(0);
    const double before = model.evaluate(batch.targets, batch.targets, {}).cost;
    for (int step = 0; step < 800; ++step) model.train(batch.targets, batch.targets, {}, rng, &pool);
    CHECK(model.evaluate(batch.targets, batch.targets, {}).cost < 0.3 * before);
    const std::vector<float> weights(model.decoder().parameters().begin(), model.decoder().parameters().end());
    if (first.empty()) first = weights;
    CHECK(weights == first);
  }
}
