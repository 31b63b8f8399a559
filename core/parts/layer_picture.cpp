#include "core/parts/layer_picture.h"

#include <algorithm>
#include <cmath>

namespace lectern {
namespace {

float column_mean(ConstMatrixView<float> X, std::ptrdiff_t column) {
  if (X.rows == 0 || X.data == nullptr) return 0;
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) sum += static_cast<double>(X(i, column));
  return static_cast<float>(sum / static_cast<double>(X.rows));
}

// field  resized and overwritten with column `unit` of the responses, scaled
void copy_response(ConstMatrixView<float> responses, std::ptrdiff_t unit, std::vector<float>& field) {
  field.resize(static_cast<std::size_t>(responses.rows));
  float largest = 1;
  for (std::ptrdiff_t cell = 0; cell < responses.rows; ++cell) {
    const float value = responses(cell, unit);
    field[static_cast<std::size_t>(cell)] = value;
    largest = std::max(largest, std::fabs(value));
  }
  if (largest > 1)
    for (float& value : field) value /= largest;
}

}  // namespace

NetworkLayer& add_layer(Network& panel, const LayerFigures& figures, int units) {
  NetworkLayer& layer = panel.layer(figures.label, units, figures.weights, figures.note);
  for (std::size_t unit = 0; unit < layer.neurons.size(); ++unit) {
    Neuron& neuron = layer.neurons[unit];
    const auto column = static_cast<std::ptrdiff_t>(unit);
    if (figures.responses.data != nullptr) copy_response(figures.responses, column, neuron.field);
    if (!figures.biases.empty()) neuron.bias = figures.biases[unit];
    neuron.activation = column_mean(figures.activations, column);
    if (!figures.gradients.empty()) neuron.gradient = figures.gradients[unit];
    neuron.dropped = !figures.dropped.empty() && figures.dropped[unit] != 0;
  }
  return layer;
}

bool is_dense(const nn::Network<float>& network, std::size_t layer) {
  return std::string_view(network.layer(layer).name()) == "dense";
}

std::size_t answers_of(const nn::Network<float>& network, std::size_t dense) {
  std::size_t layer = dense;
  const auto belongs = [&](std::size_t l) {
    const std::string_view name = network.layer(l).name();
    return name == "batch_norm" || name == "activation";
  };
  while (layer + 1 < network.layer_count() && belongs(layer + 1)) ++layer;
  return layer;
}

void UnitUpdates::record(const nn::Network<float>& network, const nn::Pass<float>& pass) {
  gradients_.clear();
  dropped_.clear();
  const double batch = static_cast<double>(pass.batch());
  for (std::size_t i = 0; i < network.layer_count(); ++i) {
    if (!is_dense(network, i)) continue;
    const ConstMatrixView<float> errors = pass.errors(i);  // of the mean over the batch: 1/batch of each sample's own
    std::vector<double>& squares = *squares_;
    squares.assign(static_cast<std::size_t>(errors.cols), 0);
    for (std::ptrdiff_t row = 0; row < errors.rows; ++row)
      for (std::ptrdiff_t unit = 0; unit < errors.cols; ++unit) {
        const double error = static_cast<double>(errors(row, unit));
        squares[static_cast<std::size_t>(unit)] += error * error;
      }
    const std::size_t answers = answers_of(network, i);
    const bool has_dropout = answers + 1 < network.layer_count() && !is_dense(network, answers + 1);
    for (std::ptrdiff_t unit = 0; unit < errors.cols; ++unit) {
      gradients_.push_back(static_cast<float>(batch * std::sqrt(squares[static_cast<std::size_t>(unit)] / batch)));
      dropped_.push_back(has_dropout && pass.activations(answers + 1)(0, unit) == 0 &&
                         pass.activations(answers)(0, unit) != 0);
    }
  }
}

}  // namespace lectern
