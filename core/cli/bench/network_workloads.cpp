#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/cli/bench/bench.h"
#include "core/cli/bench/ingredients.h"
#include "core/math/rng.h"
#include "core/ml/generative/gan.h"
#include "core/ml/nn/loss.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/optimizer.h"
#include "core/simd/thread_pool.h"

namespace lectern::bench {

namespace {

using nn::ActivationKind;

// A network with its rule of descent.
struct Trained {
  nn::Network<float> network;
  nn::Optimizer<float> optimizer;
  nn::Pass<float> pass;
  Rng rng{2};

  Trained(const nn::Shape& input, const std::vector<nn::LayerSpec>& layers, const nn::OptimizerSpec& rule)
      : network(std::move(*nn::Network<float>::build(input, layers))), optimizer(rule, network.parameters().size()) {
    network.initialise(Rng(1));
  }

  void step(ThreadPool& pool) { optimizer.step(network.parameters(), network.gradients(), &pool); }

  std::uint64_t hash() const { return hash_of({network.parameters()}); }
};

// Multiplications (each with an addition) of one example on its way through the first `layers` layers.
double products(const nn::Network<float>& network, std::size_t layers) {
  double sum = 0;
  for (std::size_t i = 0; i < layers; ++i) {
    const nn::Layer<float>& layer = network.layer(i);
    const nn::Shape& out = layer.output_shape();
    sum += static_cast<double>(layer.weight_count() * out.height * out.width);
  }
  return sum;
}
double products(const nn::Network<float>& network) { return products(network, network.layer_count()); }

// Of forward, and backward to the weights and, but for the first layer, to the inputs.
double training_products(const nn::Network<float>& network) { return 3 * products(network) - products(network, 1); }

constexpr double kGflopPerProduct = 2e-9;

// Training of a classifier of pictures with ten classes.
struct Classification {
  static constexpr std::ptrdiff_t kBatch = 64;
  Trained model;
  Matrix<float> X;
  std::vector<std::int32_t> labels;
  std::ptrdiff_t batch = 0;

  Classification(const nn::Shape& input, const std::vector<nn::LayerSpec>& layers)
      : model(input, layers, adam()), X(random_matrix(kBatches * kBatch, input.size(), 1)) {
    Rng rng(4);
    for (std::ptrdiff_t i = 0; i < X.rows(); ++i) labels.push_back(static_cast<std::int32_t>(rng.below(10)));
  }

  void step(ThreadPool& pool) {
    const std::ptrdiff_t first = kBatch * batch;
    batch = (batch + 1) % kBatches;
    model.network.forward(model.pass, X.view().rows_range(first, kBatch), model.rng, &pool);
    const std::span<const std::int32_t> y(labels.data() + first, kBatch);
    nn::softmax_cross_entropy<float>(model.pass.output(), y, model.pass.output_gradient());
    model.network.backward(model.pass, {}, &pool);
    model.step(pool);
  }
};

std::vector<Workload> classification(const char* name, const char* size, const nn::Shape& input,
                                     const std::vector<nn::LayerSpec>& layers, ThreadPool& pool) {
  auto state = std::make_shared<Classification>(input, layers);
  return {{name, size, "samples/s", Classification::kBatch, [state, &pool] { state->step(pool); },
           [state] { return state->model.hash(); }, kStepsBeforeHash,
           kGflopPerProduct * training_products(state->model.network)}};
}

nn::Conv2dSpec conv(std::ptrdiff_t channels, std::ptrdiff_t kernel, std::ptrdiff_t padding) {
  nn::Conv2dSpec spec;
  spec.channels = channels;
  spec.kernel = {kernel, kernel};
  spec.padding = {padding, padding};
  spec.activation.kind = ActivationKind::relu;
  return spec;
}

const nn::Shape kPicture{1, 28, 28};

std::vector<nn::LayerSpec> lenet() {
  return {conv(6, 5, 2),
          nn::MaxPool2dSpec{},
          conv(16, 5, 0),
          nn::MaxPool2dSpec{},
          nn::FlattenSpec{},
          dense(120, ActivationKind::relu),
          dense(84, ActivationKind::relu),
          dense(10, ActivationKind::identity)};
}

// A finished network asked about pictures.
struct Inference {
  nn::Network<float> network = std::move(*nn::Network<float>::build(kPicture, lenet()));
  nn::Pass<float> pass;
  Matrix<float> X;
  Matrix<float> outputs;

  explicit Inference(std::ptrdiff_t batch) : X(random_matrix(batch, kPicture.size(), 1)), outputs(batch, 10) {
    network.initialise(Rng(1));
  }

  void answer(ThreadPool& pool) { network.predict(pass, X, outputs, &pool); }
};

std::vector<nn::LayerSpec> gan_layers(std::ptrdiff_t outputs) {
  return {dense(64, ActivationKind::relu), dense(64, ActivationKind::relu), dense(outputs, ActivationKind::identity)};
}

nn::Network<float> gan_player(std::ptrdiff_t outputs, std::uint64_t seed) {
  nn::Network<float> network = std::move(*nn::Network<float>::build({2, 1, 1}, gan_layers(outputs)));
  network.initialise(Rng(seed));
  return network;
}

// Two networks against each other, one update of either a step.
struct Game {
  static constexpr std::ptrdiff_t kBatch = 128;
  generative::Gan<float> gan{gan_player(2, 1), gan_player(1, 2), adam(), adam(),
                             generative::GeneratorLoss::non_saturating};
  Matrix<float> real = random_matrix(kBatches * kBatch, 2, 1);
  Matrix<float> noise = random_matrix(2 * kBatches * kBatch, 2, 2);
  std::ptrdiff_t batch = 0;
  Rng rng{2};

  void step(ThreadPool& pool) {
    const auto noise_rows = [&](std::ptrdiff_t k) { return noise.view().rows_range(k * kBatch, kBatch); };
    gan.train_discriminator(real.view().rows_range(batch * kBatch, kBatch), noise_rows(2 * batch), rng, &pool);
    gan.train_generator(noise_rows(2 * batch + 1), rng, &pool);
    batch = (batch + 1) % kBatches;
  }

  // Of a step: the discriminator learns from as many false points as real ones, then judges those that the generator
  // learns from without learning itself.
  double step_products() const {
    const double made = products(gan.generator()), judged = products(gan.discriminator());
    return static_cast<double>(kBatch) *
           (made + 2 * training_products(gan.discriminator()) + 2 * judged + training_products(gan.generator()));
  }

  std::uint64_t hash() const { return hash_of({gan.generator().parameters(), gan.discriminator().parameters()}); }
};

// Points of the plane fitted by a small network, all at once.
struct SmallFit {
  static constexpr std::ptrdiff_t kPoints = 500;
  static nn::OptimizerSpec descent() {
    nn::OptimizerSpec rule;
    rule.learning_rate = 0.03;
    return rule;
  }
  Trained model{{2, 1, 1},
                {dense(8, ActivationKind::tanh), dense(8, ActivationKind::tanh), dense(1, ActivationKind::tanh)},
                descent()};
  Matrix<float> X = random_matrix(kPoints, 2, 1);
  Matrix<float> targets{kPoints, 1};

  SmallFit() {
    for (std::ptrdiff_t i = 0; i < kPoints; ++i) targets(i, 0) = X(i, 0) * X(i, 1) > 0 ? 1.0f : -1.0f;
  }

  void epoch(ThreadPool& pool) {
    model.network.forward(model.pass, X, model.rng, &pool);
    nn::loss_and_gradient<float>({nn::LossKind::mse}, model.pass.output(), targets, model.pass.output_gradient());
    model.network.backward(model.pass, {}, &pool);
    model.step(pool);
  }
};

}  // namespace

std::vector<Workload> mlp_workloads(ThreadPool& pool) {
  return classification("W2", "MLP 784-128-64-10, batch 64", {784, 1, 1},
                        {dense(128, ActivationKind::relu), dense(64, ActivationKind::relu),
                         dense(10, ActivationKind::identity)},
                        pool);
}

std::vector<Workload> cnn_workloads(ThreadPool& pool) {
  return classification("W3", "LeNet 28x28, batch 64", kPicture, lenet(), pool);
}

std::vector<Workload> inference_workloads(ThreadPool& pool) {
  std::vector<Workload> workloads;
  for (const int batch : {1, 256}) {
    auto state = std::make_shared<Inference>(batch);
    workloads.push_back({"W6", "LeNet 28x28, inference, batch " + std::to_string(batch), "samples/s",
                         static_cast<double>(batch), [state, &pool] { state->answer(pool); },
                         [state] {
                           return hash_of({{state->outputs.data(), std::size_t(state->outputs.size())}});
                         },
                         1, kGflopPerProduct * products(state->network)});
  }
  return workloads;
}

std::vector<Workload> gan_workloads(ThreadPool& pool) {
  auto state = std::make_shared<Game>();
  return {{"W4", "GAN 2-64-64-2 and 2-64-64-1, batch 128", "steps/s", 1, [state, &pool] { state->step(pool); },
           [state] { return state->hash(); }, kStepsBeforeHash, kGflopPerProduct * state->step_products()}};
}

std::vector<Workload> small_mlp_workloads(ThreadPool& pool) {
  auto state = std::make_shared<SmallFit>();
  return {{"W5", "MLP 2-8-8-1, 500 points", "epochs/s", 1, [state, &pool] { state->epoch(pool); },
           [state] { return state->model.hash(); }, kStepsBeforeHash}};
}

}  // namespace lectern::bench
