#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "core/ml/nn/network.h"
#include "tests/unit/matrices.h"

namespace lectern::nn::testing {

using tests::random_matrix;

// ⟨output, weights⟩ of a training pass with the same random numbers each time.
inline double weighted_output(Network<double>& network, Pass<double>& pass, const Matrix<double>& X,
                              const Matrix<double>& weights) {
  Rng rng(7);
  network.forward(pass, X, rng);
  double sum = 0;
  for (std::ptrdiff_t i = 0; i < weights.size(); ++i) sum += weights.data()[i] * pass.output().data[i];
  return sum;
}

// The central difference of `value` when `place` moves.
template <typename Value>
double central_difference(double& place, Value value) {
  const double kept = place, h = 1e-5;
  place = kept + h;
  const double above = value();
  place = kept - h;
  const double below = value();
  place = kept;
  return (above - below) / (2 * h);
}

// The largest error of backward's gradients by parameters and input, relative to 1 + |gradient|.
inline double largest_gradient_error(const Shape& shape, const std::vector<LayerSpec>& specs, std::ptrdiff_t n) {
  Network<double> network = std::move(*Network<double>::build(shape, specs));
  network.initialise(Rng(1));
  for (double& p : network.parameters()) p += 0.01;  // biases too away from zero
  Matrix<double> X = random_matrix(n, shape.size(), 2);
  const Matrix<double> weights = random_matrix(n, network.output_shape().size(), 3);
  Pass<double> pass, probe;
  weighted_output(network, pass, X, weights);
  std::copy_n(weights.data(), weights.size(), pass.output_gradient().data);
  network.backward(pass, {.parameters = true, .input = true});
  double largest = 0;
  const auto check = [&](double gradient, double& place) {
    const double numeric = central_difference(place, [&] { return weighted_output(network, probe, X, weights); });
    largest = std::max(largest, std::fabs(gradient - numeric) / (1 + std::fabs(numeric)));
  };
  for (std::size_t i = 0; i < network.parameters().size(); ++i) check(network.gradients()[i], network.parameters()[i]);
  for (std::ptrdiff_t i = 0; i < X.size(); ++i) check(pass.input_gradient().data[i], X.data()[i]);
  return largest;
}

}  // namespace lectern::nn::testing
