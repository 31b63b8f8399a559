#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/ml/nn/network.h"
#include "core/ml/nn/sequence_model.h"

namespace lectern::exchange {

// Numbers of a network under the name and in the shape that PyTorch gives them.
struct LayerArray {
  std::string name;  // "0.weight"
  std::vector<std::ptrdiff_t> shape;
  std::span<const float> values;  // row-major
};

// All of a network's numbers, valid as long as it is: of layer i "i.weight", "i.bias", "i.running_mean" and
// "i.running_var", of the layers inside a residual one "i.body.j.weight" and "i.skip.j.weight". Layers without numbers
// count, too; an activation that belongs to a layer and flatten do not.
std::vector<LayerArray> layer_arrays(const nn::Network<float>& network);

// Those of a recurrent layer, "recurrent.weight_ih_l0" and so on, and of its readout, "readout.weight" and
// "readout.bias".
std::vector<LayerArray> layer_arrays(const nn::SequenceModel<float>& model);

// The shape of a layer's weights.   input  of the layer
std::vector<std::ptrdiff_t> weight_shape(const nn::LayerSpec& spec, const nn::Shape& input);

}  // namespace lectern::exchange
