#include "core/ml/nn/open_network.h"

#include <algorithm>
#include <utility>

#include "core/math/elementary.h"

namespace lectern::nn {
namespace {

double activated(ActivationKind kind, double z) {
  double y = 0;
  activate<double>({.kind = kind}, {&z, 1, 1}, {&y, 1, 1});
  return y;
}

double slope_of(ActivationKind kind, double z, double a) {
  double d = 1;
  activation_gradient<double>({.kind = kind}, {&z, 1, 1}, {&a, 1, 1}, {&d, 1, 1});
  return d;
}

}  // namespace

OpenNetwork::OpenNetwork(std::vector<int> sizes, ActivationKind hidden, ActivationKind output)
    : sizes_(std::move(sizes)), hidden_(hidden), output_(output) {
  int first = 0;
  for (const int size : sizes_) {
    first_.push_back(first);
    first += size;
  }
  offset_.assign(sizes_.size(), 0);
  for (int layer = 1; layer < layers(); ++layer) {
    offset_[static_cast<std::size_t>(layer)] = index_.size();
    for (int unit = 0; unit < size(layer); ++unit)
      for (int from = 0; from <= size(layer - 1); ++from) {
        index_.push_back(static_cast<int>(parameters_.size()));
        parameters_.push_back({layer, unit, from < size(layer - 1) ? from : -1});
      }
  }
  values_.assign(parameters_.size(), 0);
}

void OpenNetwork::disconnect(int layer, int unit, int from) {
  int& removed = index_[place(layer, unit, from)];
  if (removed < 0) return;
  parameters_.erase(parameters_.begin() + removed);
  values_.erase(values_.begin() + removed);
  for (int& index : index_)
    if (index > removed) --index;
  removed = -1;
}

int OpenNetwork::index(int layer, int unit, int from) const { return index_[place(layer, unit, from)]; }

double OpenNetwork::value(int layer, int unit, int from) const {
  const int parameter = index(layer, unit, from);
  return parameter < 0 ? 0 : values_[static_cast<std::size_t>(parameter)];
}

void OpenNetwork::begin(std::span<const double> x, Pass& pass) const {
  const auto count = static_cast<std::size_t>(neurons());
  pass.z.assign(count, 0);
  pass.a.assign(count, 0);
  pass.delta.assign(count, 0);
  std::copy_n(x.begin(), size(0), pass.a.begin());
}

void OpenNetwork::forward(Pass& pass, int layer, int unit) const {
  double z = value(layer, unit, -1);
  for (int from = 0; from < size(layer - 1); ++from)
    z += value(layer, unit, from) * pass.a[static_cast<std::size_t>(neuron(layer - 1, from))];
  const auto at = static_cast<std::size_t>(neuron(layer, unit));
  pass.z[at] = z;
  pass.a[at] = activated(activation(layer), z);
}

void OpenNetwork::forward(Pass& pass) const {
  for (int layer = 1; layer < layers(); ++layer)
    for (int unit = 0; unit < size(layer); ++unit) forward(pass, layer, unit);
}

double OpenNetwork::slope(const Pass& pass, int layer, int unit) const {
  const auto at = static_cast<std::size_t>(neuron(layer, unit));
  return slope_of(activation(layer), pass.z[at], pass.a[at]);
}

void OpenNetwork::backward_output(Pass& pass, int unit, double d_a) const {
  const int last = layers() - 1;
  pass.delta[static_cast<std::size_t>(neuron(last, unit))] = d_a * slope(pass, last, unit);
}

void OpenNetwork::backward(Pass& pass, int layer, int unit) const {
  double sum = 0;
  for (int to = 0; to < size(layer + 1); ++to)
    sum += pass.delta[static_cast<std::size_t>(neuron(layer + 1, to))] * value(layer + 1, to, unit);
  pass.delta[static_cast<std::size_t>(neuron(layer, unit))] = sum * slope(pass, layer, unit);
}

double OpenNetwork::gradient(const Pass& pass, std::size_t parameter) const {
  const Parameter& p = parameters_[parameter];
  const double delta = pass.delta[static_cast<std::size_t>(neuron(p.layer, p.unit))];
  return p.from < 0 ? delta : delta * pass.a[static_cast<std::size_t>(neuron(p.layer - 1, p.from))];
}

long OpenNetwork::forward_products() const {
  return std::count_if(parameters_.begin(), parameters_.end(), [](const Parameter& p) { return p.from >= 0; });
}

// Each weight takes one product for its own gradient and, behind the first layer, one to pass Δ on; each neuron one
// with g'.
long OpenNetwork::backward_products() const {
  const auto passes_on = [](const Parameter& p) { return p.from >= 0 && p.layer > 1; };
  return forward_products() + std::count_if(parameters_.begin(), parameters_.end(), passes_on) + neurons() - size(0);
}

}  // namespace lectern::nn
