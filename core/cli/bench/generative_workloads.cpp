#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/cli/bench/bench.h"
#include "core/cli/bench/ingredients.h"
#include "core/math/elementary.h"
#include "core/math/rng.h"
#include "core/ml/generative/autoencoder.h"
#include "core/ml/generative/gan.h"
#include "core/ml/nn/network.h"
#include "core/simd/thread_pool.h"

namespace lectern::bench {
namespace {

using nn::ActivationKind;

nn::Network<float> network(const nn::Shape& input, const std::vector<nn::LayerSpec>& layers, std::uint64_t seed) {
  nn::Network<float> made = std::move(*nn::Network<float>::build(input, layers));
  made.initialise(Rng(seed));
  return made;
}

// Two convolutional networks against each other, asked for pictures of a class: the players of the demo gan-images.
struct PictureGame {
  static constexpr std::ptrdiff_t kBatch = 32, kNoise = 16, kFilters = 16;
  static constexpr int kClasses = 10;
  generative::Gan<float> gan;
  Matrix<float> pictures, noise;
  std::vector<int> classes, asked;
  std::ptrdiff_t batch = 0;
  Rng rng{2};

  // Pictures of `pixels` × `pixels`, 8 or 28.
  explicit PictureGame(std::ptrdiff_t pixels)
      : gan(generator(pixels), discriminator(pixels), rule(), rule(), generative::GeneratorLoss::non_saturating),
        pictures(random_matrix(kBatches * kBatch, pixels * pixels, 1)),
        noise(kBatches * kBatch, kNoise + kClasses) {
    gan.set_smoothing(0.1);
    for (std::ptrdiff_t i = 0; i < pictures.size(); ++i) pictures.data()[i] = 1 / (1 + math::exp(-pictures.data()[i]));
    Rng draws(4);
    for (std::ptrdiff_t i = 0; i < noise.rows(); ++i) {
      classes.push_back(static_cast<int>(draws.below(kClasses)));
      asked.push_back(static_cast<int>(draws.below(kClasses)));
      draws.fill_normal({noise.row(i), static_cast<std::size_t>(kNoise)}, 0, 1);
      for (int k = 0; k < kClasses; ++k) noise(i, kNoise + k) = k == asked.back() ? 1.0f : 0.0f;
    }
  }

  static nn::OptimizerSpec rule() {
    nn::OptimizerSpec descent = adam();
    descent.beta1 = 0.5;
    return descent;
  }

  static nn::ConvTranspose2dSpec enlarging(std::ptrdiff_t channels) {
    return {.channels = channels, .kernel = {4, 4}, .stride = {2, 2}, .padding = {1, 1}};
  }

  static nn::Network<float> generator(std::ptrdiff_t pixels) {
    const nn::ActivationSpec relu{{ActivationKind::relu}};
    const std::ptrdiff_t first = pixels == 8 ? 4 : 7;
    std::vector<nn::LayerSpec> layers{nn::ConvTranspose2dSpec{.channels = 2 * kFilters, .kernel = {first, first}},
                                      nn::BatchNormSpec{},
                                      relu,
                                      enlarging(kFilters),
                                      nn::BatchNormSpec{},
                                      relu};
    if (pixels == 8) {
      layers.push_back(nn::Conv2dSpec{.channels = 1, .padding = {1, 1}});
    } else {
      layers.push_back(enlarging(1));
    }
    layers.push_back(nn::ActivationSpec{{ActivationKind::sigmoid}});
    return network({kNoise + kClasses, 1, 1}, layers, 1);
  }

  static nn::Network<float> discriminator(std::ptrdiff_t pixels) {
    nn::Activation leaky{ActivationKind::leaky_relu};
    leaky.negative_slope = 0.2;
    const auto halving = [&](std::ptrdiff_t channels) {
      return nn::Conv2dSpec{.channels = channels, .stride = {2, 2}, .padding = {1, 1}, .activation = leaky};
    };
    return network({1, pixels, pixels}, {halving(kFilters), halving(2 * kFilters), nn::DenseSpec{kClasses}}, 2);
  }

  void step(ThreadPool& pool) {
    const std::ptrdiff_t first = batch * kBatch;
    const ConstMatrixView<float> some_noise = noise.view().rows_range(first, kBatch);
    const auto some = [&](const std::vector<int>& of) {
      return std::span(of).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(kBatch));
    };
    gan.train_discriminator(pictures.view().rows_range(first, kBatch), some_noise, rng, &pool,
                            {some(classes), some(asked)});
    gan.train_generator(some_noise, rng, &pool, some(asked));
    batch = (batch + 1) % kBatches;
  }

  std::uint64_t hash() const { return hash_of({gan.generator().parameters(), gan.discriminator().parameters()}); }
};

// A variational autoencoder of pictures of 8 × 8 pixels, of the demo autoencoders.
struct PictureCoding {
  static constexpr std::ptrdiff_t kBatch = 64, kSide = 8, kPixels = kSide * kSide, kCode = 2;
  generative::Autoencoder<float> model;
  Matrix<float> X = random_matrix(kBatches * kBatch, kPixels, 1), eps = random_matrix(kBatches * kBatch, kCode, 2);
  std::ptrdiff_t batch = 0;
  Rng rng{2};

  PictureCoding(nn::Network<float> encoder, nn::Network<float> decoder)
      : model(std::move(encoder), std::move(decoder), adam(), generative::CodingRule{.variational = true}) {
    for (std::ptrdiff_t i = 0; i < X.size(); ++i) X.data()[i] = 1 / (1 + math::exp(-X.data()[i]));
  }

  static PictureCoding dense_layers() {
    return {network({kPixels, 1, 1},
                    {dense(128, ActivationKind::relu), dense(64, ActivationKind::relu),
                     dense(2 * kCode, ActivationKind::identity)},
                    1),
            network({kCode, 1, 1},
                    {dense(64, ActivationKind::relu), dense(128, ActivationKind::relu),
                     dense(kPixels, ActivationKind::identity)},
                    2)};
  }

  static PictureCoding convolutions() {
    constexpr std::ptrdiff_t kFilters = 16;
    const nn::Activation relu{ActivationKind::relu};
    const auto halving = [&](std::ptrdiff_t channels) {
      return nn::Conv2dSpec{.channels = channels, .stride = {2, 2}, .padding = {1, 1}, .activation = relu};
    };
    const auto doubling = [](std::ptrdiff_t channels, const nn::Activation& activation) {
      return nn::ConvTranspose2dSpec{.channels = channels,
                                     .stride = {2, 2},
                                     .padding = {1, 1},
                                     .output_padding = {1, 1},
                                     .activation = activation};
    };
    return {network({1, kSide, kSide},
                    {halving(kFilters), halving(2 * kFilters), dense(2 * kCode, ActivationKind::identity)}, 1),
            network({kCode, 1, 1},
                    {nn::ConvTranspose2dSpec{.channels = 2 * kFilters, .kernel = {2, 2}, .activation = relu},
                     doubling(kFilters, relu), doubling(1, {ActivationKind::identity})},
                    2)};
  }

  void step(ThreadPool& pool) {
    const ConstMatrixView<float> x = X.view().rows_range(batch * kBatch, kBatch);
    model.train(x, x, eps.view().rows_range(batch * kBatch, kBatch), rng, &pool);
    batch = (batch + 1) % kBatches;
  }

  std::uint64_t hash() const { return hash_of({model.encoder().parameters(), model.decoder().parameters()}); }
};

}  // namespace

std::vector<Workload> picture_gan_workloads(ThreadPool& pool) {
  std::vector<Workload> workloads;
  for (const std::ptrdiff_t pixels : {8, 28}) {
    auto state = std::make_shared<PictureGame>(pixels);
    const std::string side = std::to_string(pixels);
    workloads.push_back({"W7", "convolutional GAN, " + side + "x" + side + ", batch 32", "steps/s", 1,
                         [state, &pool] { state->step(pool); }, [state] { return state->hash(); }, kStepsBeforeHash});
  }
  return workloads;
}

std::vector<Workload> autoencoder_workloads(ThreadPool& pool) {
  const auto workload = [&pool](const char* size, PictureCoding coding) {
    auto state = std::make_shared<PictureCoding>(std::move(coding));
    return Workload{"W8",
                    size,
                    "samples/s",
                    PictureCoding::kBatch,
                    [state, &pool] { state->step(pool); },
                    [state] { return state->hash(); },
                    kStepsBeforeHash};
  };
  return {workload("variational autoencoder 64-128-64-2, batch 64", PictureCoding::dense_layers()),
          workload("convolutional variational autoencoder, 8x8, batch 64", PictureCoding::convolutions())};
}

}  // namespace lectern::bench
