#pragma once

#include <span>
#include <vector>

#include "core/ml/nn/layer_spec.h"

namespace lectern::nn {

// A multilayer perceptron as layer specs: hidden layers of the given widths, each followed by dropout where
// its probability is not 0, and linear outputs. Where it normalises, each hidden layer's batch is normalised before the
// activation.
struct MlpSpec {
  std::span<const int> widths;
  Activation activation{};
  Initialisation initialisation{};  // of every layer
  double dropout = 0;
  bool normalises = false;
  int outputs = 1;
};
std::vector<LayerSpec> mlp_layers(const MlpSpec& spec);

}  // namespace lectern::nn
