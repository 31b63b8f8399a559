#include "core/experiments/gan-2d/gan_settings.h"

#include <span>

#include "core/ml/nn/mlp.h"

namespace lectern {

Schema<GanSettings> GanSettings::schema() {
  using Self = GanSettings;
  using nn::ActivationKind, nn::OptimizerKind;
  Schema<Self> schema;
  return schema.include(&Self::data)
      .group("Players")
      .integer(&Self::noise_dimension, "noise_dimension", "Dimension of the noise", {1, 16})
      .help("How many numbers enter the generator. If there is one, the generator can only bend a thread.")
      .choice(&Self::noise_law, "noise_law", "Law of the noise", generative::kNoiseLaws)
      .help("What the generator bends into samples.")
      .integer_list(&Self::generator_layers, "generator_layers", "Generator", {1, 64}, 3)
      .help("Neurons in each hidden layer of G.")
      .integer_list(&Self::discriminator_layers, "discriminator_layers", "Discriminator", {1, 64}, 3)
      .help("Neurons in each hidden layer of D. A weak judge teaches little.")
      .choice(&Self::activation, "activation", glossary_label("activation"),
              {{ActivationKind::relu, "relu", "ReLU"},
               {ActivationKind::leaky_relu, "leaky_relu", "Leaky ReLU"},
               {ActivationKind::tanh, "tanh", "Tanh"}})
      .help("Of the hidden layers of both.")
      .group("Training")
      .choice(&Self::loss, "generator_loss", "Loss of G", std::span(generative::kGeneratorLosses).first<3>())
      .formerly("loss")
      .live()
      .help(
          "Minimax is the game's own loss, but it is flat where D is confident: a generator that is behind stays behind. "
          "With the Wasserstein loss D becomes a critic without a sigmoid, and its loss a distance.")
      .real(&Self::gradient_penalty, "gradient_penalty", "Gradient penalty λ", {0, 100})
      .live()
      .shown_when(&Self::loss, {generative::GeneratorLoss::wasserstein})
      .help(
          "Adds λ (|∇d| − 1)² between data and samples to the critic's loss. Without it the critic grows ever steeper, "
          "and its loss measures nothing.")
      .real(&Self::discriminator_rate, "discriminator_rate", "Learning rate of D", {1e-5, 1})
      .logarithmic()
      .live()
      .help(
          "Much larger than G's: D wins and G has no slope. Much smaller: G runs to wherever it fools D at the moment.")
      .real(&Self::generator_rate, "generator_rate", "Learning rate of G", {1e-5, 1})
      .logarithmic()
      .live()
      .help("Ten times D's, together with a long memory (β₁ = 0.9), makes modes collapse.")
      .integer(&Self::discriminator_steps, "discriminator_steps", "D steps per G step", {1, 5})
      .live()
      .help("With more, D is closer to the best judge of the present samples.")
      .choice(&Self::optimizer, "optimizer", glossary_label("optimizer"),
              {{OptimizerKind::adam, "adam", "Adam"},
               {OptimizerKind::rmsprop, "rmsprop", "RMSprop"},
               {OptimizerKind::sgd, "sgd", "Gradient descent"}})
      .help("The rule of both players.")
      .real(&Self::beta1, "beta1", {0, 0.99})
      .live()
      .help("Decay rate of the running mean of gradients, or the momentum of gradient descent. In a game, a large one "
            "overshoots.")
      .integer(&Self::batch_size, "batch_size", {8, 256})
      .help("Real points and samples in each update.")
      .boolean(&Self::alternate, "alternate", "One player at a time")
      .live()
      .help("A step moves one of the players alone: D, then G, then D … The game is the same.")
      .group("Look at")
      .choice(&Self::background, "background", "Behind the samples",
              {{GanBackground::learned, "learned", "D(x), as learned"},
               {GanBackground::best, "best", "Best possible D*(x) = p/(p + q)"},
               {GanBackground::data_model, "kl_data_model", "Where KL(data‖model) is large: p log(p/q)"},
               {GanBackground::model_data, "kl_model_data", "Where KL(model‖data) is large: q log(q/p)"}})
      .live()
      .help(
          "The best judge of the present samples knows both densities: p of the data, q of the samples. Here they are "
          "estimated from 400 points each, slightly blurred. Each divergence is the integral of its field.")
      .boolean(&Self::arrows, "arrows", "Arrows: what G learns from")
      .live()
      .help(
          "On every fifth sample the gradient of D's opinion: the direction in which it would be taken more for data, "
          "long where that changes much. G learns from nothing else.")
      .boolean(&Self::moments, "moments", "Moments of training")
      .live()
      .help("Pictures of the start and of three later rounds, side by side: samples, D, and the best possible judge.");
}

nn::OptimizerSpec GanSettings::optimizer_of(double learning_rate) const {
  nn::OptimizerSpec spec;
  spec.kind = optimizer;
  spec.learning_rate = learning_rate;
  spec.beta1 = beta1;
  if (optimizer == nn::OptimizerKind::sgd) spec.momentum = beta1;
  return spec;
}

nn::Network<float> GanSettings::player(const std::vector<int>& layers, int inputs, int outputs, const Rng& rng) const {
  nn::MlpSpec spec{.widths = layers, .outputs = outputs};
  spec.activation.kind = activation;
  spec.initialisation.kind = nn::InitialisationKind::he_normal;
  nn::Network<float> network = *nn::Network<float>::build({inputs, 1, 1}, nn::mlp_layers(spec));
  network.initialise(rng);
  return network;
}

}  // namespace lectern
