#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/nn/recurrent_readout.h"

namespace lectern::nn {

struct LstmReaderSpec {
  std::ptrdiff_t symbols = 2;  // of which sequences consist
  std::ptrdiff_t outputs = 2;  // numbers put out at each place
  std::ptrdiff_t width = 32;   // numbers that represent a token
  std::ptrdiff_t hidden = 64;

  std::ptrdiff_t parameter_count() const {
    return symbols * width + readout_parameters({CellKind::lstm, width, hidden, outputs});
  }
};

// What it remembers of a batch; steps of all sequences stand together, as recurrent.h has them. Memory is kept.
template <typename T>
struct LstmReaderTape {
  std::vector<std::int32_t> tokens;  // step by step
  std::ptrdiff_t sequences = 0;
  Matrix<T> x, d_x;  // N·T × width
  SequencePass<T> lstm;
  Matrix<T> logits;    // N·T × outputs, sequence by sequence
  Matrix<T> d_logits;  // the caller's to write before backward
};

// An LSTM that reads sequences of tokens and puts out numbers at each place: embedding, one LSTM layer from zero, and
// logits = W_y h + b_y. The peer of Transformer, with the same calls.
template <typename T>
class LstmReader {
 public:
  explicit LstmReader(const LstmReaderSpec& spec);

  // Uniform in ±1/√hidden as usual for recurrent layers; the forget gate's bias starts at 1.
  void initialise(const Rng& rng);

  const LstmReaderSpec& spec() const { return spec_; }
  std::span<T> parameters() { return parameters_; }
  std::span<const T> parameters() const { return parameters_; }
  std::span<const T> gradients() const { return gradients_; }

  // tokens  N·T values in [0, symbols), sequence by sequence; writes tape.logits
  void forward(LstmReaderTape<T>& tape, std::span<const std::int32_t> tokens, std::ptrdiff_t sequences) const;
  // From tape.d_logits to gradients(), overwritten.
  void backward(LstmReaderTape<T>& tape);

  auto state() const { return std::tuple(std::cref(parameters_), unhashed(gradients_)); }

 private:
  SequenceShape shape() const { return {CellKind::lstm, spec_.width, spec_.hidden, spec_.outputs}; }
  // Where the numbers of the LSTM begin, behind those of the tokens.
  std::ptrdiff_t first() const { return spec_.symbols * spec_.width; }

  LstmReaderSpec spec_;
  AlignedVector<T> parameters_, gradients_;
};

}  // namespace lectern::nn
