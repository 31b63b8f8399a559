#include "core/lab/describe/network_layer.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace lectern {
namespace {

float column_mean(ConstMatrixView<float> X, std::ptrdiff_t column) {
  if (X.rows == 0 || X.data == nullptr) return 0;
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) sum += static_cast<double>(X(i, column));
  return static_cast<float>(sum / static_cast<double>(X.rows));
}

float column_rms(ConstMatrixView<float> X, std::ptrdiff_t column) {
  if (X.rows == 0 || X.data == nullptr) return 0;
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    const double value = static_cast<double>(X(i, column));
    sum += value * value;
  }
  return static_cast<float>(std::sqrt(sum / static_cast<double>(X.rows)));
}

}  // namespace

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

void describe_layer(const LayerFigures& figures, int units, NetworkLayer& layer) {
  layer.label.assign(figures.label);
  layer.note.clear();
  layer.weights.assign(figures.weights.begin(), figures.weights.end());
  layer.neurons.rewind();
  for (int unit = 0; unit < units; ++unit) {
    Neuron& neuron = layer.neurons.next();
    neuron.label.clear();
    if (figures.responses.data != nullptr)
      copy_response(figures.responses, unit, neuron.field);
    else
      neuron.field.clear();
    neuron.bias = figures.biases.empty() ? 0 : figures.biases[static_cast<std::size_t>(unit)];
    neuron.activation = column_mean(figures.activations, unit);
    neuron.gradient = column_rms(figures.errors, unit) / figures.error_scale;
    neuron.dropped = figures.after_dropout.rows > 0 && figures.after_dropout(0, unit) == 0 &&
                     figures.before_dropout(0, unit) != 0;
  }
}

}  // namespace lectern
