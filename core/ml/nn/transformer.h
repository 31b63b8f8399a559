#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/named_enum.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/nn/attention.h"

namespace lectern::nn {

// What a transformer is told about the places of its tokens.
enum class Places { none, sinusoidal, learned };

inline constexpr std::array<Named<Places>, 3> kPlaces{{
    {Places::none, "none", "None"},
    {Places::sinusoidal, "sinusoidal", "Sines and cosines"},
    {Places::learned, "learned", "Learned vectors"},
}};

struct TransformerSpec {
  std::ptrdiff_t symbols = 2;  // of which sequences consist
  std::ptrdiff_t outputs = 2;  // numbers put out at each place
  std::ptrdiff_t length = 16;  // places of the longest sequence
  std::ptrdiff_t width = 32;   // D: numbers that represent a token; a multiple of `heads`
  std::ptrdiff_t heads = 2;
  std::ptrdiff_t blocks = 1;
  std::ptrdiff_t hidden = 64;  // units of the dense layer in each block; 0: attention alone
  Places places = Places::sinusoidal;
  bool causal = true;

  std::ptrdiff_t parameter_count() const;
};

// Everything about one batch on its way through a transformer, n = N·T rows. Memory is kept from batch to batch.
template <typename T>
struct TransformerTape {
  struct Block {
    Matrix<T> input, middle;    // n × D: what enters the block, and with the attention added
    Matrix<T> normed, normed2;  // n × D, each behind a layer normalisation
    Matrix<T> moments;          // 4 × n: means and inverse deviations of the two
    Matrix<T> hidden;           // n × hidden
    MultiHeadTape<T> heads;
  };
  std::vector<std::int32_t> tokens;  // n
  std::ptrdiff_t sequences = 0;
  std::vector<Block> blocks;
  Matrix<T> last, normed, moments;  // n × D, n × D, 2 × n: in front of the read-out
  Matrix<T> logits;                 // n × outputs
  Matrix<T> d_logits;               // n × outputs: ∂L/∂logits, the caller's to write before backward
  Matrix<T> d_x, d_branch, d_hidden;
};

// A transformer that reads sequences of tokens and puts out numbers at each place: embedding plus place, blocks
//   x ← x + MultiHead(LayerNorm(x));  x ← x + W₂ relu(W₁ LayerNorm(x) + b₁) + b₂
// then logits = W_y LayerNorm(x) + b_y.
// Sources: Vaswani et al., Attention is all you need (2017); normalisation in front of each branch: Xiong et al., On
// layer normalization in the transformer architecture (2020).
// The same numbers, bit for bit, with any ThreadPool or none.
template <typename T>
class Transformer {
 public:
  explicit Transformer(const TransformerSpec& spec);

  void initialise(const Rng& rng);

  const TransformerSpec& spec() const { return spec_; }
  std::span<T> parameters() { return parameters_; }
  std::span<const T> parameters() const { return parameters_; }
  std::span<const T> gradients() const { return gradients_; }

  // tokens  N·T values in [0, symbols), T ≤ length; writes tape.logits
  void forward(TransformerTape<T>& tape, std::span<const std::int32_t> tokens, std::ptrdiff_t sequences,
               ThreadPool* pool = nullptr) const;
  // From tape.d_logits to gradients(), overwritten.
  void backward(TransformerTape<T>& tape, ThreadPool* pool = nullptr);

  // Whatever a head finds is multiplied by zero from now on.
  void silence(std::ptrdiff_t block, std::ptrdiff_t head);

  auto state() const { return std::tuple(std::cref(parameters_), unhashed(waves_), unhashed(gradients_)); }

 private:
  struct BlockNumbers {
    MultiHeadNumbers<T> attention;
    T *gamma, *beta, *gamma2, *beta2;
    MatrixView<T> W1, W2;
    T *b1, *b2;
  };
  struct Numbers;
  Numbers numbers_in(T* buffer) const;
  Numbers numbers() const { return numbers_in(const_cast<T*>(parameters_.data())); }

  TransformerSpec spec_;
  Matrix<T> waves_;  // length × D, of sinusoidal places
  AlignedVector<T> parameters_, gradients_;
};

}  // namespace lectern::nn
