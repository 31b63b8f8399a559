#pragma once

#include <array>
#include <span>
#include <tuple>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/math/rng.h"
#include "core/ml/nn/recurrent.h"

namespace lectern::nn {

enum class CellKind { rnn, lstm, gru };

inline constexpr std::array<Named<CellKind>, 3> kCells{{
    {CellKind::rnn, "rnn", "Plain recurrent (tanh)"},
    {CellKind::lstm, "lstm", "LSTM"},
    {CellKind::gru, "gru", "GRU"},
}};

// Inputs, hidden units and outputs of one step.
struct SequenceShape {
  CellKind cell = CellKind::lstm;
  std::ptrdiff_t inputs = 1, hidden = 16, outputs = 1;

  std::ptrdiff_t gates() const { return cell == CellKind::lstm ? 4 : cell == CellKind::gru ? 3 : 1; }
};

// What a recurrent network remembers of N sequences so far.
//   h, c  N × H; c of the LSTM alone
template <typename T>
struct SequenceMemory {
  Matrix<T> h, c;

  void clear(std::ptrdiff_t samples, std::ptrdiff_t hidden) {
    h.resize(samples, hidden);
    h.fill(T(0));
    c.resize(samples, hidden);
    c.fill(T(0));
  }
  auto state() const { return std::tie(h, c); }
};

// Room for one forward and backward pass; memory is kept from call to call.
template <typename T>
struct SequencePass {
  RecurrentTape<T> tape;
  Matrix<T> output;              // S·N × K
  Matrix<T> d_output, d_hidden;  // S·N × K and S·N × H
  SequenceMemory<T> start;       // N × H each
};

// A recurrent layer and a linear readout of it at every step:  y_s = h_s W_outᵀ + b_out.
// Sequences are laid out as in recurrent.h: step by step, of N samples each.
template <typename T>
class SequenceModel {
 public:
  // Weights are drawn evenly from ±1/√H, biases are zero but those of the LSTM's forget gates, which are 1: it begins
  // by remembering.
  // Source: Jozefowicz, Zaremba, Sutskever, An Empirical Exploration of Recurrent Network Architectures (2015).
  SequenceModel(const SequenceShape& shape, const Rng& rng);

  const SequenceShape& shape() const { return shape_; }
  // weight_ih, weight_hh, bias_ih, bias_hh, weight_out (K × H), bias_out, one behind the other.
  std::span<T> parameters() { return parameters_; }
  std::span<const T> parameters() const { return parameters_; }
  RecurrentWeights<T> recurrent() const;
  ConstMatrixView<T> readout() const;

  // Reads N sequences from what is remembered, or from nothing where that is null: pass.tape and pass.output.
  //   x  S·N × I
  void forward(ConstMatrixView<T> x, std::ptrdiff_t samples, const SequenceMemory<T>* start, SequencePass<T>& pass,
               ThreadPool* pool = nullptr) const;

  // What is remembered after step s of the pass.   memory  N × H, resized and overwritten
  void remember(const SequencePass<T>& pass, std::ptrdiff_t samples, std::ptrdiff_t s, SequenceMemory<T>& memory) const;

  // The mean of (y - t)² over all steps but the first `skipped`, and its gradient by backpropagation through all steps.
  //   x S·N × I; t S·N × K; gradients as parameters(), overwritten
  double gradient(ConstMatrixView<T> x, ConstMatrixView<T> t, std::ptrdiff_t samples, std::ptrdiff_t skipped,
                  SequencePass<T>& pass, std::span<T> gradients, ThreadPool* pool = nullptr) const;

  // The gradient of any cost: after forward with the same x, with its derivatives by every output in pass.d_output.
  //   gradients as parameters(), overwritten
  void backpropagate(ConstMatrixView<T> x, SequencePass<T>& pass, std::span<T> gradients,
                     ThreadPool* pool = nullptr) const;

  // How the first output of the last step depends on every input: after forward with the same x, from nothing.
  //   d_x  S·N × I, overwritten
  void sensitivity(ConstMatrixView<T> x, std::ptrdiff_t samples, SequencePass<T>& pass, MatrixView<T> d_x) const;

  auto state() const { return std::tie(parameters_); }

 private:
  SequenceShape shape_;
  AlignedVector<T> parameters_;
};

// Shortens a gradient to the norm `most` if it is longer; returns the norm that it had.
// Source: Pascanu, Mikolov, Bengio, On the difficulty of training recurrent neural networks (2013).
template <typename T>
double clip_norm(std::span<T> gradient, double most);

}  // namespace lectern::nn
