#pragma once

#include <cstddef>
#include <span>
#include <tuple>
#include <vector>

#include "core/ml/nn/activation.h"

namespace lectern::nn {

// A small dense network that is computed number by number, in double precision, so that each number can be looked at
// before the next one is there. Layers are counted from 0, the inputs.
//   z_j = Σ_k W_jk a_k + b_j,   a_j = g(z_j)            forward
//   Δ_j = ∂E/∂z_j = (Σ_k Δ_k W_kj) g'(z_j)              backward; of an output (∂E/∂a_j) g'(z_j)
//   ∂E/∂W_jk = Δ_j a_k,   ∂E/∂b_j = Δ_j
// with W_jk from neuron k of the layer before, and Δ_k, W_kj of the layer behind.
// Source: Rumelhart, Hinton, Williams, Learning representations by back-propagating errors, Nature 323 (1986) 533.
class OpenNetwork {
 public:
  // A weight, or where `from` is −1 the bias of `unit`.
  struct Parameter {
    int layer = 0, unit = 0, from = -1;
    auto state() const { return std::tie(layer, unit, from); }
  };
  // What one example makes of the network: one number a neuron, at neuron(layer, unit); inputs have a alone.
  struct Pass {
    std::vector<double> z, a, delta;
    auto state() const { return std::tie(z, a, delta); }
  };

  // sizes   of all layers, the inputs first; at least two, each at least 1
  // hidden, output   element by element: no softmax
  OpenNetwork(std::vector<int> sizes, ActivationKind hidden, ActivationKind output);
  // Takes the weight out of the network: it is 0 and no parameter.
  void disconnect(int layer, int unit, int from);

  int layers() const { return static_cast<int>(sizes_.size()); }
  int size(int layer) const { return sizes_[static_cast<std::size_t>(layer)]; }
  int outputs() const { return sizes_.back(); }
  int neurons() const { return first_.back() + sizes_.back(); }
  int neuron(int layer, int unit) const { return first_[static_cast<std::size_t>(layer)] + unit; }
  ActivationKind activation(int layer) const { return layer + 1 == layers() ? output_ : hidden_; }

  // Layer by layer from the inputs, unit by unit; of each unit the weights, then the bias.
  std::span<const Parameter> parameters() const { return parameters_; }
  std::span<double> values() { return values_; }
  std::span<const double> values() const { return values_; }
  // Its number among the parameters; −1: there is no such weight.
  int index(int layer, int unit, int from) const;
  double value(int layer, int unit, int from) const;

  // x  one number an input; everything else is forgotten
  void begin(std::span<const double> x, Pass& pass) const;
  void forward(Pass& pass, int layer, int unit) const;
  void forward(Pass& pass) const;
  // g'(z)
  double slope(const Pass& pass, int layer, int unit) const;
  // d_a  ∂E/∂a of the output
  void backward_output(Pass& pass, int unit, double d_a) const;
  void backward(Pass& pass, int layer, int unit) const;
  double gradient(const Pass& pass, std::size_t parameter) const;

  // Multiplications of one forward pass; of one backward pass with all gradients.
  long forward_products() const;
  long backward_products() const;

  auto state() const { return std::tie(sizes_, hidden_, output_, first_, parameters_, values_, index_, offset_); }

 private:
  std::size_t place(int layer, int unit, int from) const {
    const auto row = static_cast<std::size_t>(size(layer - 1) + 1);
    return offset_[static_cast<std::size_t>(layer)] + static_cast<std::size_t>(unit) * row +
           static_cast<std::size_t>(from < 0 ? size(layer - 1) : from);
  }

  std::vector<int> sizes_;
  ActivationKind hidden_, output_;
  std::vector<int> first_;  // of each layer: its first neuron
  std::vector<Parameter> parameters_;
  std::vector<double> values_;       // of the parameters
  std::vector<int> index_;           // of each place that a weight or bias can have: its parameter, or −1
  std::vector<std::size_t> offset_;  // of each layer: its first place
};

}  // namespace lectern::nn
