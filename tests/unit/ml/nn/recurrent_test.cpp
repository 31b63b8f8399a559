#include "core/ml/nn/recurrent.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "core/ml/nn/embedding.h"
#include "tests/unit/ml/nn/gradient_check.h"

using namespace lectern;
using namespace lectern::nn;
using namespace lectern::nn::testing;

namespace {

constexpr std::ptrdiff_t kSteps = 3, kSamples = 2, kInputs = 3, kHidden = 4;

// A recurrent layer with random numbers, and everything around it; `blocks` is 1, 3 for the GRU, or 4 for the LSTM.
struct Recurrent {
  std::ptrdiff_t blocks;
  Matrix<double> x = random_matrix(kSteps * kSamples, kInputs, 1), h0 = random_matrix(kSamples, kHidden, 2);
  Matrix<double> c0 = random_matrix(kSamples, kHidden, 3);
  Matrix<double> weight_ih = random_matrix(blocks * kHidden, kInputs, 4);
  Matrix<double> weight_hh = random_matrix(blocks * kHidden, kHidden, 5);
  Matrix<double> bias_ih = random_matrix(1, blocks*kHidden, 6), bias_hh = random_matrix(1, blocks*kHidden, 7);
  Matrix<double> d_y = random_matrix(kSteps * kSamples, kHidden, 8), d_c = random_matrix(kSamples, kHidden, 9);
  RecurrentTape<double> tape{};

  RecurrentWeights<double> weights() { return {weight_ih, weight_hh, bias_ih.data(), bias_hh.data()}; }

  // ⟨h, d_y⟩ + ⟨c_S, d_c⟩
  double value() {
    if (blocks == 1) {
      rnn_forward<double>({ActivationKind::tanh}, weights(), x, h0, tape);
    } else if (blocks == 3) {
      gru_forward<double>(weights(), x, h0, tape);
    } else {
      lstm_forward<double>(weights(), x, h0, c0, tape);
    }
    double sum = 0;
    for (std::ptrdiff_t i = 0; i < d_y.size(); ++i) sum += tape.output.data()[i] * d_y.data()[i];
    for (std::ptrdiff_t i = 0; blocks == 4 && i < d_c.size(); ++i) {
      sum += tape.cells.row((kSteps - 1) * kSamples)[i] * d_c.data()[i];
    }
    return sum;
  }
};

void check_gradients(std::ptrdiff_t blocks) {
  Recurrent layer{blocks};
  layer.value();
  Matrix<double> d_x = layer.x, d_h0 = layer.h0, d_c0 = layer.c0, d_ih = layer.weight_ih, d_hh = layer.weight_hh;
  Matrix<double> d_bias_ih = layer.bias_ih, d_bias_hh = layer.bias_hh;
  RecurrentSensitivity<double> d;
  d.d_output = layer.d_y;
  d.d_last_cell = layer.d_c;
  d.d_x = d_x;
  d.d_h0 = d_h0;
  d.d_c0 = d_c0;
  const RecurrentGradients<double> gradients{d_ih, d_hh, d_bias_ih.data(), d_bias_hh.data()};
  if (blocks == 1) {
    rnn_backward<double>({ActivationKind::tanh}, layer.weights(), layer.x, layer.h0, layer.tape, d, gradients);
  } else if (blocks == 3) {
    gru_backward<double>(layer.weights(), layer.x, layer.h0, layer.tape, d, gradients);
  } else {
    lstm_backward<double>(layer.weights(), layer.x, layer.h0, layer.c0, layer.tape, d, gradients);
  }
  std::vector<std::pair<Matrix<double>*, Matrix<double>*>> pairs{
      {&layer.x, &d_x},          {&layer.h0, &d_h0},           {&layer.weight_ih, &d_ih},
      {&layer.weight_hh, &d_hh}, {&layer.bias_ih, &d_bias_ih}, {&layer.bias_hh, &d_bias_hh}};
  if (blocks == 4) pairs.emplace_back(&layer.c0, &d_c0);
  for (auto [place, gradient] : pairs) {
    for (std::ptrdiff_t i = 0; i < place->size(); ++i) {
      const double numeric = central_difference(place->data()[i], [&] { return layer.value(); });
      CHECK(gradient->data()[i] == doctest::Approx(numeric).epsilon(1e-6));
    }
  }
}

}  // namespace

TEST_CASE("Gradients of the plain recurrent layer agree with finite differences") { check_gradients(1); }

TEST_CASE("Gradients of the LSTM agree with finite differences") { check_gradients(4); }

TEST_CASE("Gradients of the GRU agree with finite differences") { check_gradients(3); }

TEST_CASE("A GRU whose update gate is open keeps its memory") {
  Recurrent layer{3};
  layer.weight_ih.fill(0);
  layer.weight_hh.fill(0);
  for (std::ptrdiff_t j = kHidden; j < 2 * kHidden; ++j) layer.bias_ih.data()[j] = 1000;
  layer.value();
  for (std::ptrdiff_t i = 0; i < kSamples * kHidden; ++i) {
    CHECK(layer.tape.output.row((kSteps - 1) * kSamples)[i] == layer.h0.data()[i]);
  }
}

TEST_CASE("An LSTM whose gates are shut keeps its cell") {
  Recurrent layer{4};
  layer.weight_ih.fill(0);
  layer.weight_hh.fill(0);
  layer.bias_hh.fill(0);
  for (std::ptrdiff_t j = 0; j < 4 * kHidden; ++j) layer.bias_ih.data()[j] = j < kHidden ? -1000 : 1000;
  layer.value();
  for (std::ptrdiff_t i = 0; i < kSamples * kHidden; ++i) {
    CHECK(layer.tape.cells.row((kSteps - 1) * kSamples)[i] == layer.c0.data()[i]);
  }
}

TEST_CASE("An embedding looks up rows, and repeated rows collect their gradients") {
  Matrix<double> W = random_matrix(4, 2, 1), Y(3, 2), d_Y(3, 2, 1.0), d_W(4, 2, 9.0);
  const std::vector<std::int32_t> indices{2, 0, 2};
  embed<double>(W, indices, Y);
  CHECK(Y(0, 1) == W(2, 1));
  CHECK(Y(1, 0) == W(0, 0));
  embed_gradient<double>(indices, d_Y, d_W);
  for (std::ptrdiff_t j = 0; j < 2; ++j) {
    CHECK(d_W(0, j) == 1);
    CHECK(d_W(1, j) == 0);
    CHECK(d_W(2, j) == 2);
  }
}
