#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/lab/panel.h"
#include "core/ml/nn/network.h"

namespace lectern {

// One number that a layer puts out. They are numbered through all layers but dropout, first those that have pictures,
// then those that have a row of numbers; each map row by row.
struct MapValue {
  std::size_t layer = 0;
  std::ptrdiff_t channel = 0;
  int row = 0, column = 0;
};

enum class LayerKind { convolution, pooling, dense, normalisation, activation, dropout };
LayerKind kind_of(const nn::Network<float>& network, std::size_t layer);

// Where the values of a layer begin.
std::ptrdiff_t first_value(const nn::Network<float>& network, std::size_t layer);

// The value of a number, counted on from the first where it is too large.
MapValue value_of_number(const nn::Network<float>& network, int number);

// "conv 1", "max pool 1", "dense 1", "output"; `pool` is what pooling keeps, "max".
std::string layer_name(const nn::Network<float>& network, std::size_t layer, const std::string& pool);

// How the numbers of a layer without pictures are shown: so many rows, each of the same length.
int rows_of_units(std::ptrdiff_t units);

// What a value is made of in the maps of the layer before, and in the picture; may reach over the border.
PixelBox window_of(const nn::Network<float>& network, const MapValue& value);
PixelBox receptive_field(const nn::Network<float>& network, const MapValue& value);
// The pixels of the picture in a box.
int pixels_inside(const PixelBox& box, const nn::Shape& picture);

// A value taken apart.
struct ValueParts {
  double sum = 0;  // of window × weights; where there are none: the result
  double bias = 0;
  double output = 0;
};

// Describes how a value arises: windows, weights, products and their sum, with numbers; of a value of many maps the
// eight that contribute most.
//   picture  the input;  pass  of that input alone
ValueParts describe_arithmetic(Images& images, const nn::Network<float>& network, const nn::Pass<float>& pass,
                               std::span<const float> picture, const MapValue& value, const std::string& pool);

}  // namespace lectern
