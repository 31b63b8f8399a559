#include "core/experiments/neural-network/network_settings.h"

#include <cstddef>

namespace lectern {
namespace {

using data::PlanarFeature;

const char* help_of(PlanarFeature feature) {
  switch (feature) {
    case PlanarFeature::x1: return "Feed the first coordinate to the network.";
    case PlanarFeature::x2: return "Feed the second coordinate to the network (not for y = f(x)).";
    case PlanarFeature::x1_squared:
    case PlanarFeature::x2_squared: return "In x₁² and x₂² a circle is a straight line.";
    case PlanarFeature::product: return "With the product, XNOR needs no hidden layer.";
    case PlanarFeature::sine_x1: return "A periodic function of the first coordinate.";
    case PlanarFeature::sine_x2: return "A periodic function of the second coordinate.";
  }
  return "";
}

bool needs_second_coordinate(PlanarFeature feature) {
  using enum PlanarFeature;
  return feature == x2 || feature == x2_squared || feature == product || feature == sine_x2;
}

}  // namespace

Schema<InputSettings> InputSettings::schema(const InputSettings& defaults) {
  Schema<InputSettings> schema(1, defaults);
  schema.group("Inputs");
  for (std::size_t i = 0; i < data::kPlanarFeatures.size(); ++i) {
    const auto& [feature, id, label] = data::kPlanarFeatures[i];
    schema.boolean([i](InputSettings& settings) -> bool& { return settings.is_on[i]; }, id, label)
        .help(help_of(feature));
  }
  return schema;
}

std::vector<PlanarFeature> InputSettings::features(bool is_curve) const {
  std::vector<PlanarFeature> chosen;
  for (std::size_t i = 0; i < is_on.size(); ++i) {
    const PlanarFeature feature = data::kPlanarFeatures[i].value;
    if (is_on[i] && !(is_curve && needs_second_coordinate(feature))) chosen.push_back(feature);
  }
  return chosen;
}

Schema<NetworkSettings> NetworkSettings::schema(const NetworkSettings& defaults) {
  using Self = NetworkSettings;
  Schema<Self> schema(1, defaults);
  return schema.group("Network")
      .integer_list(&Self::layers, "layers", glossary_label("layers"), {1, 100}, 6)
      .help("Neurons in each hidden layer, one number per layer. Without any, the output sees the inputs directly.")
      .choice(&Self::activation, "activation", glossary_label("activation"), nn::kHiddenActivations)
      .help(
          "The only nonlinearity there is: with linear neurons, a network of any depth makes one straight cut. Sigmoid "
          "and tanh saturate at large inputs; ReLU and its relatives do not.")
      .real(&Self::negative_slope, "negative_slope", "Slope below zero", {0, 1})
      .help("Of leaky ReLU: 0 is ReLU, 1 is linear.")
      .shown_when(&Self::activation, {nn::ActivationKind::leaky_relu})
      .real(&Self::beta, "beta", "Sharpness β", {0.1, 50})
      .logarithmic()
      .help("Of softplus, log(1 + exp(βz))/β: the larger, the closer to ReLU.")
      .shown_when(&Self::activation, {nn::ActivationKind::softplus})
      .choice(&Self::initialisation, "initialisation", glossary_label("initialisation"), nn::kNormalInitialisations)
      .help("How weights start. From zero, all neurons of a layer stay alike for ever.")
      .real(&Self::scale, "scale", "Scale of the weights", {0.001, 10})
      .logarithmic()
      .help("Standard deviation of the initial weights.")
      .shown_when(&Self::initialisation, {nn::InitialisationKind::random})
      .boolean(&Self::normalises, "batch_norm", "Batch normalisation")
      .help(
          "Before the activation, each hidden neuron is shifted and scaled to mean 0 and deviation 1 over the batch; two "
          "learned numbers shift and scale it again.")
      .real(&Self::dropout, "dropout", {0, 0.9})
      .help("The probability with which an update leaves out a hidden neuron.");
}

std::vector<nn::LayerSpec> NetworkSettings::layer_specs(std::span<const int> widths, int outputs) const {
  nn::MlpSpec spec{.widths = widths, .dropout = dropout, .normalises = normalises, .outputs = outputs};
  spec.activation = {.kind = activation, .negative_slope = negative_slope, .beta = beta};
  spec.initialisation = {initialisation, scale};
  return nn::mlp_layers(spec);
}

Schema<DescentSettings> DescentSettings::schema(const DescentSettings& defaults) {
  using Self = DescentSettings;
  using enum nn::DescentRule;
  Schema<Self> schema(1, defaults);
  return schema.group("Training")
      .choice(&Self::rule, "optimizer", glossary_label("optimizer"), nn::kDescentRules)
      .help(
          "The rule that turns a gradient into an update. Adam's steps grow where gradients have almost vanished: hence spikes late in a training.")
      .real(&Self::learning_rate, "learning_rate", {1e-5, 100})
      .logarithmic()
      .live()
      .help("Length of a step along the negative gradient. Too small, and nothing happens; too large, and the loss "
            "jumps, grows and is no longer a number.")
      .real(&Self::momentum, "momentum", {0, 0.999})
      .live()
      .help("The fraction of the last update that is kept.")
      .shown_when(&Self::rule, {momentum, nesterov})
      .real(&Self::beta1, "beta1", {0, 0.999})
      .live()
      .help("Decay rate of the running mean of gradients.")
      .shown_when(&Self::rule, {adam, adamw})
      .real(&Self::beta2, "beta2", {0, 0.9999})
      .live()
      .help("Decay rate of the running mean of squared gradients.")
      .shown_when(&Self::rule, {adam, adamw, rmsprop})
      .boolean(&Self::full_batch, "full_batch", "All points in every step")
      .help("Batch gradient descent. Otherwise each step sees a mini-batch drawn at random.")
      .integer(&Self::batch_size, "batch_size", {1, 1000})
      .help(
          "Points per step. One is online learning, with noisy gradients; more give a smoother gradient at a higher cost.")
      .shown_when(&Self::full_batch, {false})
      .real(&Self::l1, "l1", {0, 0.1})
      .live()
      .help("Pulls every weight towards zero with the same force: many end there.")
      .real(&Self::l2, "l2", {0, 0.1})
      .live()
      .help("Pulls every weight towards zero in proportion to its size (weight decay).");
}

nn::OptimizerSpec DescentSettings::optimizer() const {
  nn::OptimizerSpec spec = nn::optimizer_spec(rule, learning_rate, momentum);
  spec.beta1 = beta1;
  spec.beta2 = beta2;
  spec.alpha = beta2;
  spec.l1 = l1;
  spec.l2 = l2;
  return spec;
}

Schema<StoppingSettings> StoppingSettings::schema(const StoppingSettings& defaults) {
  using Self = StoppingSettings;
  using enum nn::StoppingRule;
  Schema<Self> schema(1, defaults);
  return schema.group("Stopping")
      .choice(&Self::rule, "stopping", "When to stop", nn::kStoppingRules)
      .help("Early stopping: when the validation loss has not improved for a while. Both ways of stopping restore the "
            "weights of the least validation loss.")
      .integer(&Self::patience, "patience", "Patience", {1, 2000})
      .unit("epochs")
      .help("How long to wait for a lower validation loss.")
      .shown_when(&Self::rule, {early})
      .integer(&Self::epochs, "epochs", {1, 20000})
      .help("The training ends after so many epochs at the latest.")
      .shown_when(&Self::rule, {early, look_back});
}

Schema<LookSettings> LookSettings::schema(const LookSettings& defaults) {
  using Self = LookSettings;
  Schema<Self> schema(1, defaults);
  return schema.group("Look at")
      .integer(&Self::neuron, "neuron", "Neuron over the data", {0, 700})
      .live()
      .help(
          "Shows what this neuron answers everywhere in place of the decision; counted from 1 through all layers behind "
          "the inputs. Tap a neuron to choose it, again to let it go.")
      .choice(&Self::neurons, "neurons", "Neurons show",
              {{NeuronsShown::responses, "responses", "Their answers over the plane"},
               {NeuronsShown::forward, "forward", "One example going forward: a"},
               {NeuronsShown::backward, "backward", "Its error going back: ∂E/∂z"}})
      .live()
      .help(
          "One example on its way: the activation of each neuron, or how much its loss changes with the neuron's input; "
          "the edges are then the weights, or the gradient by the weights.")
      .integer(&Self::example, "example", "Example", {0, 2999})
      .live()
      .help("The training example that is followed; it has a ring in the picture of the data.")
      .shown_when(&Self::neurons, {NeuronsShown::forward, NeuronsShown::backward});
}

}  // namespace lectern
