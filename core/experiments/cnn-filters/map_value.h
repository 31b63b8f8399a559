#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/lab/panel.h"
#include "core/ml/nn/network.h"

namespace lectern {

// One value of a feature map. Values are numbered through the maps of all layers that still have pictures, each map row
// by row.
struct MapValue {
  std::size_t layer = 0;
  std::ptrdiff_t channel = 0;
  int row = 0, column = 0;
};

// Where the values of a layer begin; of layer_count(): how many there are.
std::ptrdiff_t first_value(const nn::Network<float>& network, std::size_t layer);

// The value of a number, counted on from the first where it is too large; nothing where no layer has pictures.
std::optional<MapValue> value_of_number(const nn::Network<float>& network, int number);

// Convolutions have weights, pooling has none.
bool is_convolution(const nn::Network<float>& network, std::size_t layer);

// "conv 1", "max pool 1"; `pool` is what pooling keeps, "max".
std::string layer_name(const nn::Network<float>& network, std::size_t layer, const std::string& pool);

// What a value is made of in the maps of the layer before, and in the picture; may reach over the border.
PixelBox window_of(const nn::Network<float>& network, const MapValue& value);
PixelBox receptive_field(const nn::Network<float>& network, const MapValue& value);

// A value taken apart.
struct ValueParts {
  double sum = 0;  // of window × weights; of pooling: the result
  double bias = 0;
  double output = 0;
};

// Describes how a value arises: windows, weights, products and their sum, with numbers; of a value of many maps the
// eight that contribute most.
//   picture  the input;  pass  of that input alone
ValueParts describe_arithmetic(Images& images, const nn::Network<float>& network, const nn::Pass<float>& pass,
                               std::span<const float> picture, const MapValue& value, const std::string& pool);

}  // namespace lectern
