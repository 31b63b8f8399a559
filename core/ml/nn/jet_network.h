#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"

// Smooth networks with exact first and second derivatives by their inputs, and the exact gradient by the weights of
// anything made from those: forward mode (a truncated Taylor series) through the layers, then reverse mode over it.
// No differences are taken anywhere.
namespace lectern::nn {

// Which derivatives travel through a network along with its values: by each of `directions` coordinates, and the second
// ones by some pairs of them. A jet is the value, the first derivatives, then the second ones, in this order.
struct JetOrder {
  int directions = 0;
  std::vector<std::array<int, 2>> pairs{};  // of directions

  std::ptrdiff_t size() const { return 1 + directions + static_cast<std::ptrdiff_t>(pairs.size()); }
  std::ptrdiff_t first(int direction) const { return 1 + direction; }
  std::ptrdiff_t second(std::size_t pair) const { return 1 + directions + static_cast<std::ptrdiff_t>(pair); }
};

enum class JetActivation { softplus, tanh };

// What is remembered from forward() for backward(); reused.
template <typename T>
struct JetPass {
  struct Layer {
    Matrix<T> before, after;         // n·J × width: jets of z and of σ(z)
    Matrix<T> first, second, third;  // n × width: σ', σ'', σ''' at the values
  };
  std::vector<Layer> hidden;
  Matrix<T> output;  // n·J × outputs
  Matrix<T> carried, carried_on;
};

// Dense hidden layers with one activation, then a linear layer.
//   z = W a + b,  z_i = W a_i,  z_ij = W a_ij;   σ(z),  σ' z_i,  σ'' z_i z_j + σ' z_ij
template <typename T>
class JetNetwork {
 public:
  // All sizes at least 1. Weights are Glorot's normal ones, biases 0.
  JetNetwork(std::ptrdiff_t inputs, std::span<const int> hidden, std::ptrdiff_t outputs, JetActivation activation,
             Rng rng);

  // Multiplies the weights of the last layer: where outputs are not about 1.
  void scale_output(T by);

  // Layer by layer: weights (out × in), then biases (out).
  std::span<T> parameters() { return parameters_; }
  std::span<const T> parameters() const { return parameters_; }
  std::ptrdiff_t inputs() const { return widths_.front(); }
  std::ptrdiff_t outputs() const { return widths_.back(); }
  std::size_t layers() const { return widths_.size() - 1; }
  // Sizes of the layers, inputs and outputs among them.
  std::span<const std::ptrdiff_t> widths() const { return widths_; }

  // jets  n·J × inputs: rows of one example stand together, J = order.size(); the result is pass.output
  void forward(const JetOrder& order, ConstMatrixView<T> jets, JetPass<T>& pass) const;
  // Of a cost whose derivatives by pass.output are `by_output`, n·J × outputs, after forward() with the same jets.
  // gradient  as parameters(), overwritten
  void backward(const JetOrder& order, ConstMatrixView<T> jets, JetPass<T>& pass, ConstMatrixView<T> by_output,
                std::span<T> gradient) const;

  auto state() const { return std::tie(parameters_); }

 private:
  ConstMatrixView<T> weights(std::size_t layer) const;
  const T* biases(std::size_t layer) const;

  std::vector<std::ptrdiff_t> widths_;
  std::vector<std::size_t> starts_;  // of each layer's parameters
  JetActivation activation_;
  AlignedVector<T> parameters_;
};

}  // namespace lectern::nn
