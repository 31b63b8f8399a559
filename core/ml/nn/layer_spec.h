#pragma once

#include <cstddef>
#include <variant>
#include <vector>

#include "core/ml/nn/activation.h"
#include "core/ml/nn/initialisation.h"
#include "core/ml/nn/shape.h"

namespace lectern::nn {

// y = a(x Wᵀ + b); an input of any shape is read as one row of numbers.
struct DenseSpec {
  std::ptrdiff_t units = 1;
  Activation activation{};
  Initialisation initialisation{};
  bool bias = true;
};

// Cross-correlation with zero padding, then the activation.
struct Conv2dSpec {
  std::ptrdiff_t channels = 1;  // output channels
  Pair kernel{3, 3};
  Pair stride{1, 1};
  Pair padding{0, 0};
  Activation activation{};
  Initialisation initialisation{};
  bool bias = true;
};

// The transpose of Conv2dSpec as a map: enlarges pictures.
struct ConvTranspose2dSpec {
  std::ptrdiff_t channels = 1;  // output channels
  Pair kernel{3, 3};
  Pair stride{1, 1};
  Pair padding{0, 0};
  Pair output_padding{0, 0};  // extra rows and columns at the bottom and right, less than the stride
  Activation activation{};
  Initialisation initialisation{};
  bool bias = true;
};

struct MaxPool2dSpec {
  Pair kernel{2, 2};
  Pair stride{2, 2};
  Pair padding{0, 0};
};

struct AvgPool2dSpec {
  Pair kernel{2, 2};
  Pair stride{2, 2};
  Pair padding{0, 0};
  bool count_include_pad = true;
};

// Normalises each channel over batch and picture.
struct BatchNormSpec {
  double momentum = 0.1;
  double epsilon = 1e-5;
};

// Normalises all numbers of each sample, whatever the rest of the batch.
struct LayerNormSpec {
  double epsilon = 1e-5;
};

// Drops each number with this probability while training and scales up the rest.
struct DropoutSpec {
  double probability = 0.5;
};

// Reads a picture as one row of numbers. Makes no layer of its own: the numbers lie so already.
struct FlattenSpec {};

// A nonlinearity by itself. Behind a dense or convolution layer without one it is fused into that layer.
struct ActivationSpec {
  Activation activation{};
};

struct LayerSpec;

// y = a(body(x) + skip(x)); an empty skip is the identity.
struct ResidualSpec {
  std::vector<LayerSpec> body;
  std::vector<LayerSpec> skip;
  Activation activation{};
};

// One layer as its author writes it down.
struct LayerSpec : std::variant<DenseSpec, Conv2dSpec, ConvTranspose2dSpec, MaxPool2dSpec, AvgPool2dSpec, BatchNormSpec,
                                LayerNormSpec, DropoutSpec, FlattenSpec, ActivationSpec, ResidualSpec> {
  using variant::variant;
  LayerSpec();
  LayerSpec(const LayerSpec&);
  LayerSpec(LayerSpec&&) noexcept;
  LayerSpec& operator=(const LayerSpec&);
  LayerSpec& operator=(LayerSpec&&) noexcept;
  ~LayerSpec();
  const variant& as_variant() const { return *this; }
};

// "dense", "conv2d", …: what error sentences and pictures call the layer.
const char* kind_name(const LayerSpec& spec);

}  // namespace lectern::nn
