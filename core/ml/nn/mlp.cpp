#include "core/ml/nn/mlp.h"

namespace lectern::nn {

std::vector<LayerSpec> mlp_layers(const MlpSpec& spec) {
  std::vector<LayerSpec> layers;
  for (const int width : spec.widths) {
    layers.push_back(DenseSpec{width, spec.normalises ? Activation{} : spec.activation, spec.initialisation});
    if (spec.normalises) {
      layers.push_back(BatchNormSpec{});
      layers.push_back(ActivationSpec{spec.activation});
    }
    if (spec.dropout > 0) layers.push_back(DropoutSpec{spec.dropout});
  }
  layers.push_back(DenseSpec{spec.outputs, {}, spec.initialisation});
  return layers;
}

}  // namespace lectern::nn
