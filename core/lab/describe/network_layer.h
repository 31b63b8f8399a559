#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "core/lab/panel.h"
#include "core/math/matrix.h"

namespace lectern {

// What is known of one layer of units, for a picture of it. Empty views and spans: not known.
struct LayerFigures {
  std::string_view label{};
  ConstMatrixView<float> responses{};    // cells × units: what each unit puts out over a grid of inputs
  ConstMatrixView<float> activations{};  // n × units: the same over the training data
  ConstMatrixView<float> errors{};       // n × units: error_scale · ∂E_i/∂z, E_i the cost of sample i
  float error_scale = 1;
  ConstMatrixView<float> before_dropout{};  // m × units, and the same after it: a unit is shown as dropped
  ConstMatrixView<float> after_dropout{};   // where the first row's number became 0
  std::span<const float> weights{};      // units × inputs
  std::span<const float> biases{};       // units
};

// Overwrites a layer of a Network panel with `units` neurons. A neuron's field is its response, divided
// by its largest magnitude where that exceeds 1, so that every field fits a colour scale from -1 to 1;
// its activation is the mean, its gradient the root mean square of errors / error_scale.
void describe_layer(const LayerFigures& figures, int units, NetworkLayer& layer);

// Overwrites a field with column `unit` of the responses, scaled as above.
void copy_response(ConstMatrixView<float> responses, std::ptrdiff_t unit, std::vector<float>& field);

}  // namespace lectern
