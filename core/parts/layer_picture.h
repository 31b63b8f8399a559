#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/lab/panel.h"
#include "core/math/matrix.h"
#include "core/math/state.h"
#include "core/ml/nn/network.h"

namespace lectern {

// What is known of one layer of units, for a picture of it. Empty views and spans: not known.
struct LayerFigures {
  std::string_view label{};
  std::string_view note{};
  ConstMatrixView<float> responses{};    // cells × units: what each unit puts out over a grid of inputs
  ConstMatrixView<float> activations{};  // n × units: the same over the training data
  std::span<const float> gradients{};    // units: root mean square of ∂E_i/∂z, E_i the loss of sample i
  std::span<const char> dropped{};       // units: left out of the last update
  std::span<const float> weights{};      // units × inputs
  std::span<const float> biases{};       // units
};

// Appends a layer of `units` neurons. A neuron's field is its response, divided by its largest magnitude where that
// exceeds 1, so that every field fits a colour scale from -1 to 1; its activation is the mean.
NetworkLayer& add_layer(Network& panel, const LayerFigures& figures, int units);

// Whether a layer's units stand in the picture; normalisation, activation and dropout belong to the layer before.
bool is_dense(const nn::Network<float>& network, std::size_t layer);
// Where the answers of a dense layer come out: behind its normalisation and activation.
std::size_t answers_of(const nn::Network<float>& network, std::size_t dense);

// What the last update told of each unit of a network's dense layers.
class UnitUpdates {
 public:
  void record(const nn::Network<float>& network, const nn::Pass<float>& pass);

  // As in LayerFigures, of units counted over all layers; empty before the first record.
  std::span<const float> gradients(std::size_t first, std::size_t units) const {
    return part(gradients_, first, units);
  }
  std::span<const char> dropped(std::size_t first, std::size_t units) const { return part(dropped_, first, units); }

  auto state() const { return std::tuple(unhashed(gradients_), unhashed(dropped_)); }

 private:
  template <typename T>
  static std::span<const T> part(const std::vector<T>& all, std::size_t first, std::size_t count) {
    return all.empty() ? std::span<const T>{} : std::span(all).subspan(first, count);
  }

  std::vector<float> gradients_;  // all units, layer by layer
  std::vector<char> dropped_;
  Scratch<std::vector<double>> squares_;
};

}  // namespace lectern
