#include "core/experiments/activations-and-initialisation/training_race.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/ml/nn/layer_spec.h"
#include "core/ml/nn/loss.h"

namespace lectern::activations {
namespace {

constexpr int kPoints = 128;
constexpr double kMedianSquare = 1.3862943611198906;  // of the radius of a standard normal point: 2 ln 2

nn::Network<float> make_network(const nn::DeepPlan& plan, const nn::Activation& activation) {
  using namespace nn;
  std::vector<LayerSpec> layers{DenseSpec{plan.width, activation, plan.initialisation}};
  for (int l = 1; l < plan.layers; ++l) {
    std::vector<LayerSpec> body{DenseSpec{plan.width, {}, plan.initialisation}};
    if (plan.normalisation == Normalisation::batch) body.push_back(BatchNormSpec{});
    if (plan.normalisation == Normalisation::layer) body.push_back(LayerNormSpec{});
    body.push_back(ActivationSpec{activation});
    if (plan.residual)
      layers.push_back(ResidualSpec{std::move(body), {}, {}});
    else
      layers.insert(layers.end(), body.begin(), body.end());
  }
  layers.push_back(DenseSpec{1, {}, plan.initialisation});
  return *nn::Network<float>::build({2, 1, 1}, layers);
}

}  // namespace

void TrainingRace::begin(const nn::DeepPlan& plan, std::span<const nn::Activation> activations, const Rng& weights,
                         const Rng& points) {
  X_.resize(kPoints, 2);
  T_.resize(kPoints, 1);
  Rng places = points;
  for (std::ptrdiff_t i = 0; i < kPoints; ++i) {
    const double x = places.normal();
    const double y = places.normal();
    X_(i, 0) = static_cast<float>(x);
    X_(i, 1) = static_cast<float>(y);
    T_(i, 0) = x * x + y * y < kMedianSquare ? 1.0f : -1.0f;
  }
  racers_.clear();
  for (const nn::Activation& activation : activations) {
    nn::Network<float> network = make_network(plan, activation);
    network.initialise(weights);
    nn::Optimizer<float> optimizer({.kind = nn::OptimizerKind::adam}, network.parameters().size());
    racers_.push_back({std::move(network), std::move(optimizer), weights.split("training"),
                       std::numeric_limits<double>::quiet_NaN()});
  }
  updates_ = 0;
}

void TrainingRace::step(double learning_rate, ThreadPool& pool) {
  pool.run(std::ssize(racers_), [&](std::ptrdiff_t i) {
    Racer& racer = racers_[static_cast<std::size_t>(i)];
    if (racer.is_out) return;
    racer.optimizer.spec().learning_rate = learning_rate;
    racer.network.forward(*racer.pass, X_, racer.rng);
    racer.cost =
        nn::loss_and_gradient<float>({nn::LossKind::mse}, racer.pass->output(), T_, racer.pass->output_gradient());
    racer.network.backward(*racer.pass);
    const auto gradients = racer.network.gradients();
    racer.is_out = !std::isfinite(racer.cost) ||
                   !std::all_of(gradients.begin(), gradients.end(), [](float g) { return std::isfinite(g); });
    if (racer.is_out)
      racer.cost = std::numeric_limits<double>::quiet_NaN();
    else
      racer.optimizer.step(racer.network.parameters(), racer.network.gradients());
  });
  ++updates_;
}

int TrainingRace::different_neurons(std::size_t network) const {
  const nn::Network<float>& of = racers_[network].network;
  const std::span<const float> weights = of.weights(0), biases = of.biases(0);
  int different = 0;
  for (std::size_t j = 0; j < biases.size(); ++j) {
    bool is_new = true;
    for (std::size_t k = 0; k < j && is_new; ++k)
      is_new = biases[j] != biases[k] || weights[2 * j] != weights[2 * k] || weights[2 * j + 1] != weights[2 * k + 1];
    different += is_new;
  }
  return different;
}

}  // namespace lectern::activations
