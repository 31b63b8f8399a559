#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/data/planar_features.h"
#include "core/lab/schema.h"
#include "core/ml/nn/mlp.h"
#include "core/ml/nn/optimizer.h"
#include "core/ml/nn/supervised_training.h"

// What can be chosen of a network and its training, and what it means to core/ml/nn.
namespace lectern {

// Group "Inputs": a switch for each data::PlanarFeature.
struct InputSettings {
  std::array<bool, data::kPlanarFeatures.size()> is_on{true, true};  // in the order of data::kPlanarFeatures

  static Schema<InputSettings> schema(const InputSettings& defaults);
  // The functions that are switched on; for a curve those of x₁ alone.
  std::vector<data::PlanarFeature> features(bool is_curve) const;
};

// Group "Network".
struct NetworkSettings {
  std::vector<int> layers{16, 16};
  nn::ActivationKind activation = nn::ActivationKind::relu;
  nn::InitialisationKind initialisation = nn::InitialisationKind::glorot_normal;
  double scale = 0.5;
  double negative_slope = 0.01, beta = 1;  // of leaky ReLU and of softplus
  bool normalises = false;
  double dropout = 0;

  static Schema<NetworkSettings> schema(const NetworkSettings& defaults);
  // With so many linear outputs.
  std::vector<nn::LayerSpec> layer_specs(int outputs) const { return layer_specs(layers, outputs); }
  // The same with other hidden layers.
  std::vector<nn::LayerSpec> layer_specs(std::span<const int> widths, int outputs) const;
};

// Group "Training".
struct DescentSettings {
  nn::DescentRule rule = nn::DescentRule::adam;
  double learning_rate = 0.01;
  double momentum = 0.9, beta1 = 0.9, beta2 = 0.999;
  bool full_batch = false;
  int batch_size = 32;
  double l1 = 0, l2 = 0;

  static Schema<DescentSettings> schema(const DescentSettings& defaults);
  nn::OptimizerSpec optimizer() const;
};

// Group "Stopping".
struct StoppingSettings {
  nn::StoppingRule rule = nn::StoppingRule::never;
  int patience = 50, epochs = 1000;

  static Schema<StoppingSettings> schema(const StoppingSettings& defaults);
  nn::StoppingPlan plan() const { return {rule, patience, epochs}; }
};

// What the picture of the network shows of each neuron.
enum class NeuronsShown { responses, forward, backward };

// Group "Look at".
struct LookSettings {
  int neuron = 0;  // shown over the data: counted from 1 through all layers; 0: none, the output's decision
  NeuronsShown neurons = NeuronsShown::responses;
  int example = 0;  // of the training data, from 0

  static Schema<LookSettings> schema(const LookSettings& defaults);
};

}  // namespace lectern
