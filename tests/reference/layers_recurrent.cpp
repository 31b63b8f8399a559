// Families 01_layers and 12_networks: recurrent layers, the LSTM cell and the GRU cell.

#include <algorithm>

#include "core/ml/nn/recurrent.h"
#include "tests/reference/models.h"
#include "tests/reference/registry.h"

namespace lectern::reference {
namespace {

using nn::ActivationKind;

// The arrays every recurrent case has, checked against each other; x may be one step without an axis for it.
template <typename T>
struct RecurrentCase {
  Tensor<T> x, h0, weight_ih, weight_hh, bias_ih, bias_hh;
  std::ptrdiff_t samples, inputs, hidden, rows;

  RecurrentCase(const Case& c, std::ptrdiff_t blocks) : x(c.tensor<T>("x")), h0(c.tensor<T>("h0")) {
    require(h0.shape.size() == 2 && (x.shape.size() == 2 || x.shape.size() == 3), "`x` or `h0` has a wrong shape");
    samples = h0.dim(0);
    hidden = h0.dim(1);
    inputs = x.shape.back();
    rows = inputs > 0 ? x.size() / inputs : 0;
    require(samples > 0 && x.shape[x.shape.size() - 2] == samples, "`x` and `h0` differ in their samples");
    weight_ih = c.tensor<T>("weight_ih", {blocks * hidden, inputs});
    weight_hh = c.tensor<T>("weight_hh", {blocks * hidden, hidden});
    bias_ih = c.tensor<T>("bias_ih", {blocks * hidden});
    bias_hh = c.tensor<T>("bias_hh", {blocks * hidden});
  }

  ConstMatrixView<T> sequence() const { return {x.data(), rows, inputs}; }
  nn::RecurrentWeights<T> weights() const {
    return {weight_ih.view(), weight_hh.view(), bias_ih.data(), bias_hh.data()};
  }
};

// Room for every gradient, and its way into the result.
template <typename T>
struct RecurrentResult {
  Tensor<T> d_x, d_h0, d_c0, d_weight_ih, d_weight_hh, d_bias_ih, d_bias_hh;

  explicit RecurrentResult(const RecurrentCase<T>& c)
      : d_x(c.x),
        d_h0(c.h0),
        d_c0(c.h0),
        d_weight_ih(c.weight_ih),
        d_weight_hh(c.weight_hh),
        d_bias_ih(c.bias_ih),
        d_bias_hh(c.bias_hh) {}

  nn::RecurrentGradients<T> gradients() {
    return {d_weight_ih.view(), d_weight_hh.view(), d_bias_ih.data(), d_bias_hh.data()};
  }
  nn::RecurrentSensitivity<T> sensitivity(const RecurrentCase<T>& c) {
    nn::RecurrentSensitivity<T> s;
    s.d_x = {d_x.data(), c.rows, c.inputs};
    s.d_h0 = d_h0.view();
    s.d_c0 = d_c0.view();
    return s;
  }
  Json write() const {
    return {{"grad_x", write_tensor(d_x)},
            {"grad_h0", write_tensor(d_h0)},
            {"grad_weight_ih", write_tensor(d_weight_ih)},
            {"grad_weight_hh", write_tensor(d_weight_hh)},
            {"grad_bias_ih", write_tensor(d_bias_ih)},
            {"grad_bias_hh", write_tensor(d_bias_hh)}};
  }
};

template <typename T>
Json last_step(const Matrix<T>& sequence, std::ptrdiff_t samples) {
  return write_matrix<T>(sequence.view().rows_range(sequence.rows() - samples, samples));
}

template <typename T>
Json rnn(const Case& c) {
  const std::string kind = c.text("nonlinearity");
  require(kind == "tanh" || kind == "relu", "`nonlinearity` is `" + kind + "`; tanh and relu are allowed");
  const nn::Activation a{kind == "tanh" ? ActivationKind::tanh : ActivationKind::relu};
  const RecurrentCase<T> r(c, 1);
  const Tensor<T> d_y = c.tensor<T>("grad_y", {r.rows / r.samples, r.samples, r.hidden});
  const Tensor<T> d_last = c.tensor<T>("grad_h_n", r.h0.shape);
  nn::RecurrentTape<T> tape;
  nn::rnn_forward<T>(a, r.weights(), r.sequence(), r.h0.view(), tape);
  RecurrentResult<T> result(r);
  nn::RecurrentSensitivity<T> d = result.sensitivity(r);
  d.d_output = {d_y.data(), r.rows, r.hidden};
  d.d_last = d_last.view();
  nn::rnn_backward<T>(a, r.weights(), r.sequence(), r.h0.view(), tape, d, result.gradients());
  Json json = result.write();
  json["y"] = write_tensor(tape.output.data(), d_y.shape);
  json["h_n"] = last_step(tape.output, r.samples);
  return json;
}

template <typename T>
Json lstm(const Case& c) {
  const RecurrentCase<T> r(c, 4);
  const Tensor<T> c0 = c.tensor<T>("c0", r.h0.shape);
  const Tensor<T> d_y = c.tensor<T>("grad_y", {r.rows / r.samples, r.samples, r.hidden});
  const Tensor<T> d_last = c.tensor<T>("grad_h_n", r.h0.shape), d_cell = c.tensor<T>("grad_c_n", r.h0.shape);
  nn::RecurrentTape<T> tape;
  nn::lstm_forward<T>(r.weights(), r.sequence(), r.h0.view(), c0.view(), tape);
  RecurrentResult<T> result(r);
  nn::RecurrentSensitivity<T> d = result.sensitivity(r);
  d.d_output = {d_y.data(), r.rows, r.hidden};
  d.d_last = d_last.view();
  d.d_last_cell = d_cell.view();
  nn::lstm_backward<T>(r.weights(), r.sequence(), r.h0.view(), c0.view(), tape, d, result.gradients());
  Json json = result.write();
  json["grad_c0"] = write_tensor(result.d_c0);
  json["y"] = write_tensor(tape.output.data(), d_y.shape);
  json["h_n"] = last_step(tape.output, r.samples);
  json["c_n"] = last_step(tape.cells, r.samples);
  return json;
}

// The cell is the layer run for one step.
template <typename T>
Json lstm_cell(const Case& c) {
  const RecurrentCase<T> r(c, 4);
  require(r.rows == r.samples, "`x` has more than one step");
  const Tensor<T> c0 = c.tensor<T>("c0", r.h0.shape);
  const Tensor<T> d_h1 = c.tensor<T>("grad_h1", r.h0.shape), d_c1 = c.tensor<T>("grad_c1", r.h0.shape);
  nn::RecurrentTape<T> tape;
  nn::lstm_forward<T>(r.weights(), r.sequence(), r.h0.view(), c0.view(), tape);
  RecurrentResult<T> result(r);
  nn::RecurrentSensitivity<T> d = result.sensitivity(r);
  d.d_last = d_h1.view();
  d.d_last_cell = d_c1.view();
  nn::lstm_backward<T>(r.weights(), r.sequence(), r.h0.view(), c0.view(), tape, d, result.gradients());
  Json json = result.write();
  json["grad_c0"] = write_tensor(result.d_c0);
  json["h1"] = write_matrix<T>(tape.output);
  json["c1"] = write_matrix<T>(tape.cells);
  return json;
}

template <typename T>
Json gru_cell(const Case& c) {
  const RecurrentCase<T> r(c, 3);
  require(r.rows == r.samples, "`x` has more than one step");
  const Tensor<T> d_h1 = c.tensor<T>("grad_h1", r.h0.shape);
  nn::RecurrentTape<T> tape;
  nn::gru_forward<T>(r.weights(), r.sequence(), r.h0.view(), tape);
  RecurrentResult<T> result(r);
  nn::RecurrentSensitivity<T> d = result.sensitivity(r);
  d.d_last = d_h1.view();
  nn::gru_backward<T>(r.weights(), r.sequence(), r.h0.view(), tape, d, result.gradients());
  Json json = result.write();
  json["h1"] = write_matrix<T>(tape.output);
  return json;
}

const Registration kRnn("01_layers", "rnn", rnn<double>, rnn<float>);
const Registration kLstm("01_layers", "lstm", lstm<double>, lstm<float>);
const Registration kLstmCell("01_layers", "lstm_cell", lstm_cell<double>, lstm_cell<float>);
const Registration kGruCell("12_networks", "gru_cell", gru_cell<double>, gru_cell<float>);

}  // namespace
}  // namespace lectern::reference
