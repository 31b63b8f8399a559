#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/result.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/nn/layer_spec.h"

namespace lectern {
class ThreadPool;
}

namespace lectern::nn {

// What one layer remembers of a batch between forward and backward, and what pictures are made of.
// Memory is kept from batch to batch; unused members stay empty.
template <typename T>
struct LayerTape {
  Matrix<T> output;                  // n × out, after the activation
  Matrix<T> pre_activation;          // n × out, where the gradient needs it or the pass keeps it
  Matrix<T> d_output;                // n × out: ∂L/∂output, after backward ∂L/∂pre-activation
  AlignedVector<T> scratch;          // dropout: the scaled mask; batch and layer norm: mean and 1/deviation
  std::vector<std::int32_t> argmax;  // max pooling: n × out
  std::vector<LayerTape> body;       // residual: tapes of its inner layers
  std::vector<LayerTape> skip;
  Matrix<T> d_skip_input;
  bool trained = false;  // whether the last forward was a training one

  // The next forward overwrites it all.
  auto state() const {
    return std::tuple(unhashed(output), unhashed(pre_activation), unhashed(d_output), unhashed(scratch),
                      unhashed(argmax), unhashed(body), unhashed(skip), unhashed(d_skip_input));
  }
};

// What a layer needs from outside to run forward.
template <typename T>
struct ForwardContext {
  const T* parameters = nullptr;
  const T* statistics = nullptr;    // running ones, of batch normalisation
  T* trained_statistics = nullptr;  // the same, to be updated; null when evaluating
  Rng* rng = nullptr;               // null when evaluating
  bool training = false;
  bool keep_pre_activation = false;
  ThreadPool* pool = nullptr;
};

// What a layer needs from outside to run backward.
template <typename T>
struct BackwardContext {
  const T* parameters = nullptr;
  T* gradients = nullptr;  // null: gradients by parameters are not wanted
  ThreadPool* pool = nullptr;
};

// How a convolution or a pooling lies over its input; of any other layer it says nothing.
struct Windows {
  Pair kernel{1, 1}, stride{1, 1}, padding{0, 0};
};

// One layer: its shapes and rules, fixed when built. Numbers live outside: parameters, gradients and
// running statistics in the network's buffers, everything about a batch in a LayerTape. So layers are shared freely.
template <typename T>
class Layer {
 public:
  virtual ~Layer() = default;

  const char* name() const { return name_; }
  const Shape& input_shape() const { return input_; }
  const Shape& output_shape() const { return output_; }
  const Activation& activation() const { return activation_; }
  const Windows& windows() const { return windows_; }

  // Parameters lie as weights (in the shapes of the reference formulas), then biases.
  std::ptrdiff_t weight_count() const { return weight_count_; }
  std::ptrdiff_t bias_count() const { return bias_count_; }
  std::ptrdiff_t parameter_count() const { return weight_count_ + bias_count_; }
  std::ptrdiff_t statistics_count() const { return statistics_count_; }

  // Overwrites parameter_count() parameters and statistics_count() running statistics with starting values.
  virtual void initialise(const Rng& rng, T* parameters, T* statistics) const = 0;

  // X n × in → tape.output n × out.
  virtual void forward(const ForwardContext<T>& context, ConstMatrixView<T> X, LayerTape<T>& tape) const = 0;

  // tape.d_output (∂L/∂output, overwritten) → gradients, overwritten where wanted, and d_X n × in,
  // overwritten unless its data is null. X and tape are those of the forward before.
  virtual void backward(const BackwardContext<T>& context, ConstMatrixView<T> X, LayerTape<T>& tape,
                        MatrixView<T> d_X) const = 0;

 protected:
  Layer(const char* name, const Shape& input, const Shape& output, const Activation& activation = {})
      : name_(name), input_(input), output_(output), activation_(activation) {}

  void set_counts(std::ptrdiff_t weights, std::ptrdiff_t biases, std::ptrdiff_t statistics = 0) {
    weight_count_ = weights;
    bias_count_ = biases;
    statistics_count_ = statistics;
  }
  template <typename Spec>
  void set_windows(const Spec& spec) {
    windows_ = {spec.kernel, spec.stride, spec.padding};
  }

 private:
  const char* name_;
  Shape input_;
  Shape output_;
  Activation activation_;
  Windows windows_;
  std::ptrdiff_t weight_count_ = 0;
  std::ptrdiff_t bias_count_ = 0;
  std::ptrdiff_t statistics_count_ = 0;
};

template <typename T>
using LayerPointer = std::shared_ptr<const Layer<T>>;

// Each maker checks that the spec fits the input and otherwise says in a sentence what is allowed.
template <typename T>
Result<LayerPointer<T>> make_dense(const DenseSpec& spec, const Shape& input);
template <typename T>
Result<LayerPointer<T>> make_conv2d(const Conv2dSpec& spec, const Shape& input);
template <typename T>
Result<LayerPointer<T>> make_conv_transpose2d(const ConvTranspose2dSpec& spec, const Shape& input);
template <typename T>
Result<LayerPointer<T>> make_max_pool2d(const MaxPool2dSpec& spec, const Shape& input);
template <typename T>
Result<LayerPointer<T>> make_avg_pool2d(const AvgPool2dSpec& spec, const Shape& input);
template <typename T>
Result<LayerPointer<T>> make_batch_norm(const BatchNormSpec& spec, const Shape& input);
template <typename T>
Result<LayerPointer<T>> make_layer_norm(const LayerNormSpec& spec, const Shape& input);
template <typename T>
Result<LayerPointer<T>> make_dropout(const DropoutSpec& spec, const Shape& input);
template <typename T>
Result<LayerPointer<T>> make_activation(const ActivationSpec& spec, const Shape& input);
template <typename T>
Result<LayerPointer<T>> make_residual(const ResidualSpec& spec, const Shape& input);

}  // namespace lectern::nn
