#pragma once

#include <tuple>

#include "core/math/matrix.h"
#include "core/math/state.h"
#include "core/ml/nn/activation.h"

namespace lectern {
class ThreadPool;
}

namespace lectern::nn {

// A sequence of S steps with N samples each is one matrix of S·N rows: step s has rows s·N to (s+1)·N - 1.
// I inputs, H hidden units, G = H for the plain cell, 4H for the LSTM and 3H for the GRU.
// Samples do not meet before the gradients by the weights are summed: with a pool each thread takes some of them
// through all steps. The bits are the same with any pool.

// What a recurrent layer computes with.
//   weight_ih  G × I;  weight_hh  G × H;  bias_ih, bias_hh  G values
template <typename T>
struct RecurrentWeights {
  ConstMatrixView<T> weight_ih, weight_hh;
  const T* bias_ih = nullptr;
  const T* bias_hh = nullptr;
};

// The gradients by them, in the same shapes, all overwritten; none is computed where weight_ih is empty.
template <typename T>
struct RecurrentGradients {
  MatrixView<T> weight_ih, weight_hh;
  T* bias_ih = nullptr;
  T* bias_hh = nullptr;
};

// What a recurrent layer remembers between forward and backward; memory is kept from call to call.
template <typename T>
struct RecurrentTape {
  Matrix<T> output;      // S·N × H: h_1 … h_S
  Matrix<T> cells;       // S·N × H: c_1 … c_S (LSTM)
  Matrix<T> cell_tanh;   // S·N × H: tanh c (LSTM)
  Matrix<T> gates;       // S·N × G: σ(i), σ(f), tanh(g), σ(o) (LSTM); σ(r), σ(z), tanh(n) (GRU)
  Matrix<T> recalled;    // S·N × 3H: h_{s-1} W_hhᵀ + b_hh (GRU)
  Matrix<T> d_z;         // S·N × G: ∂L/∂z, of the GRU by x_s W_ihᵀ
  Matrix<T> d_recalled;  // S·N × 3H: ∂L by `recalled` (GRU)
  Matrix<T> d_hidden;    // N × H: ∂L/∂h on its way back
  Matrix<T> d_cell;      // N × H: ∂L/∂c on its way back (LSTM)
  Matrix<T> across;      // H × G: W_hhᵀ
  Matrix<T> bias;        // 1 × G: b_ih + b_hh

  // The next forward overwrites it all.
  auto state() const {
    return std::tuple(unhashed(output), unhashed(cells), unhashed(cell_tanh), unhashed(gates), unhashed(recalled),
                      unhashed(d_z), unhashed(d_recalled), unhashed(d_hidden), unhashed(d_cell), unhashed(across),
                      unhashed(bias));
  }
};

// ∂L by what a recurrent layer was given and put out.
template <typename T>
struct RecurrentSensitivity {
  ConstMatrixView<T> d_output;     // S·N × H, by every h_s; empty: none
  ConstMatrixView<T> d_last;       // N × H, in addition by h_S; empty: none
  ConstMatrixView<T> d_last_cell;  // N × H, by c_S (LSTM); empty: none
  MatrixView<T> d_x;               // S·N × I, overwritten; empty: not wanted
  MatrixView<T> d_h0;              // N × H, overwritten; empty: not wanted
  MatrixView<T> d_c0;              // N × H, overwritten (LSTM); empty: not wanted
};

// The plain recurrent layer h_s = a(x_s W_ihᵀ + b_ih + h_{s-1} W_hhᵀ + b_hh).
// x S·N × I, h0 N × H; tape.output overwritten
// Source: Elman, Finding Structure in Time (1990); Goodfellow, Bengio, Courville (2016), §10.2.
template <typename T>
void rnn_forward(const Activation& a, const RecurrentWeights<T>& w, ConstMatrixView<T> x, ConstMatrixView<T> h0,
                 RecurrentTape<T>& tape, ThreadPool* pool = nullptr);

// Backpropagation through time for rnn_forward with the same arguments; a must not be gelu or softplus.
template <typename T>
void rnn_backward(const Activation& a, const RecurrentWeights<T>& w, ConstMatrixView<T> x, ConstMatrixView<T> h0,
                  RecurrentTape<T>& tape, const RecurrentSensitivity<T>& d, const RecurrentGradients<T>& gradients,
                  ThreadPool* pool = nullptr);

// The LSTM layer; one step is the LSTM cell.
//   z = x_s W_ihᵀ + b_ih + h_{s-1} W_hhᵀ + b_hh, in blocks i, f, g, o of H
//   c_s = σ(f) c_{s-1} + σ(i) tanh(g);  h_s = σ(o) tanh(c_s)
// x S·N × I, h0 and c0 N × H; tape.output and tape.cells overwritten
// Source: Hochreiter, Schmidhuber, Long Short-Term Memory (1997); forget gate: Gers et al. (2000).
template <typename T>
void lstm_forward(const RecurrentWeights<T>& w, ConstMatrixView<T> x, ConstMatrixView<T> h0, ConstMatrixView<T> c0,
                  RecurrentTape<T>& tape, ThreadPool* pool = nullptr);

// Backpropagation through time for lstm_forward with the same arguments.
template <typename T>
void lstm_backward(const RecurrentWeights<T>& w, ConstMatrixView<T> x, ConstMatrixView<T> h0, ConstMatrixView<T> c0,
                   RecurrentTape<T>& tape, const RecurrentSensitivity<T>& d, const RecurrentGradients<T>& gradients,
                   ThreadPool* pool = nullptr);

// The GRU layer; one step is the GRU cell.
//   a = x_s W_ihᵀ + b_ih,  b = h_{s-1} W_hhᵀ + b_hh, in blocks r, z, n of H
//   r = σ(a_r + b_r);  z = σ(a_z + b_z);  n = tanh(a_n + r b_n);  h_s = (1 - z) n + z h_{s-1}
// x S·N × I, h0 N × H; tape.output overwritten
// Source: Cho et al., Learning Phrase Representations using RNN Encoder–Decoder (2014).
template <typename T>
void gru_forward(const RecurrentWeights<T>& w, ConstMatrixView<T> x, ConstMatrixView<T> h0, RecurrentTape<T>& tape,
                 ThreadPool* pool = nullptr);

// Backpropagation through time for gru_forward with the same arguments.
template <typename T>
void gru_backward(const RecurrentWeights<T>& w, ConstMatrixView<T> x, ConstMatrixView<T> h0, RecurrentTape<T>& tape,
                  const RecurrentSensitivity<T>& d, const RecurrentGradients<T>& gradients, ThreadPool* pool = nullptr);

}  // namespace lectern::nn
