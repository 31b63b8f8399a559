#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/state.h"
#include "core/ml/nn/chain.h"

namespace lectern::nn {

// Everything about one batch on its way through a network: what each layer put out, and the gradients
// on the way back. A network has one pass for training and others for looking at it; they do not
// disturb each other. Memory is kept from batch to batch, so the steady state allocates nothing.
template <typename T>
class Pass {
 public:
  Pass();
  Pass(const Pass&);
  Pass(Pass&&) noexcept;
  Pass& operator=(const Pass&);
  Pass& operator=(Pass&&) noexcept;
  ~Pass();

  std::ptrdiff_t batch() const { return input_.rows; }

  // The next batch overwrites it all.
  void add_state(StateHasher&) const {}
  std::size_t heap_bytes() const;

  // Layer i's output (n × out_i) and, where it is kept, what its activation was applied to.
  ConstMatrixView<T> activations(std::size_t i) const { return tapes_[i].output; }
  ConstMatrixView<T> pre_activations(std::size_t i) const { return tapes_[i].pre_activation; }
  // After backward: ∂L/∂pre-activation of layer i, the layer's error δ.
  ConstMatrixView<T> errors(std::size_t i) const { return tapes_[i].d_output; }

  // For a max pooling layer i: where each maximum stood, row·width + column in its input plane; n × out_i.
  std::span<const std::int32_t> max_positions(std::size_t i) const { return tapes_[i].argmax; }

  // The last layer's output, n × out.
  ConstMatrixView<T> output() const { return tapes_.back().output; }
  // Where ∂L/∂output (n × out) is to be written between forward and backward; overwritten by backward.
  MatrixView<T> output_gradient() {
    Matrix<T>& d = tapes_.back().d_output;
    d.resize(tapes_.back().output.rows(), tapes_.back().output.cols());
    return d;
  }
  // ∂L/∂input (n × in) after a backward that was asked for it.
  ConstMatrixView<T> input_gradient() const { return d_input_; }

  // Keeps pre-activations of all layers, for pictures; otherwise only where gradients need them.
  void keep_pre_activations(bool keep) { keep_pre_activations_ = keep; }

 private:
  template <typename>
  friend class Network;

  ConstMatrixView<T> input_;
  std::vector<LayerTape<T>> tapes_;
  Matrix<T> d_input_;
  bool keep_pre_activations_ = false;
};

// Which gradients a backward computes.
struct Wanted {
  bool parameters = true;
  bool input = false;
};

// A feed-forward network: layers in a row, all parameters in one buffer, all gradients in another of
// the same layout. Copying a network copies its numbers; copies share the layers.
//
//   auto net = Network<float>::build({2, 1, 1}, {DenseSpec{8, {ActivationKind::tanh}}, DenseSpec{1}});
//   net->initialise(rng);
//   Pass<float> pass;
//   net->forward(pass, X, dropout_rng);
//   double cost = loss({LossKind::mse}, pass.output(), targets, pass.output_gradient());
//   net->backward(pass);
//   optimizer.step(net->parameters(), net->gradients());
//
// The same numbers, bit for bit, with any ThreadPool or none.
template <typename T>
class Network {
 public:
  // Checks that the layers fit; otherwise one sentence names the layer and what is allowed.
  // Activations behind dense and convolution layers are fused into them and flatten makes no layer,
  // so there may be fewer layers than specs.
  static Result<Network> build(const Shape& input, const std::vector<LayerSpec>& specs);
  Network(const Network&);
  Network(Network&&) noexcept;
  Network& operator=(const Network&);
  Network& operator=(Network&&) noexcept;
  ~Network();

  // Draws all parameters anew and resets running statistics.
  void initialise(const Rng& rng);

  const Shape& input_shape() const { return chain_->input_shape(); }
  const Shape& output_shape() const { return chain_->output_shape(); }
  std::size_t layer_count() const { return chain_->links().size(); }
  const Layer<T>& layer(std::size_t i) const { return *chain_->links()[i].layer; }
  const Chain<T>& chain() const { return *chain_; }

  // All numbers: parameters and their gradients in equal layout, and running statistics.
  std::span<T> parameters() { return parameters_; }
  std::span<const T> parameters() const { return parameters_; }
  std::span<T> gradients() { return gradients_; }
  std::span<const T> gradients() const { return gradients_; }
  std::span<T> running_statistics() { return running_statistics_; }
  std::span<const T> running_statistics() const { return running_statistics_; }

  auto state() const { return std::tuple(std::tie(parameters_, running_statistics_), unhashed(gradients_)); }
  void add_state(StateHasher& hasher) const;
  std::size_t heap_bytes() const;

  // The numbers of layer i: weights in the shape of the layer's formula, and biases.
  std::span<T> weights(std::size_t i) { return weights_in(parameters(), i); }
  std::span<const T> weights(std::size_t i) const { return weights_in(parameters(), i); }
  std::span<T> biases(std::size_t i) { return biases_in(parameters(), i); }
  std::span<const T> biases(std::size_t i) const { return biases_in(parameters(), i); }
  std::span<const T> weight_gradients(std::size_t i) const { return weights_in(gradients(), i); }
  std::span<const T> bias_gradients(std::size_t i) const { return biases_in(gradients(), i); }

  // Runs a training batch forward: dropout draws from rng, batch norm updates its statistics.
  // X  n × in, contiguous; must stay alive and unchanged until backward
  void forward(Pass<T>& pass, ConstMatrixView<T> X, Rng& rng, ThreadPool* pool = nullptr);

  // Runs a batch forward as the finished network would. X as above.
  void evaluate(Pass<T>& pass, ConstMatrixView<T> X, ThreadPool* pool = nullptr) const;

  // From pass.output_gradient() to gradients() (overwritten, summed over the batch) and, if wanted,
  // pass.input_gradient(). After evaluate the gradient is that of the finished network.
  void backward(Pass<T>& pass, Wanted wanted = {}, ThreadPool* pool = nullptr);

  // The same for the errors of all layers and pass.input_gradient() alone.
  void backward_to_input(Pass<T>& pass, ThreadPool* pool = nullptr) const;

  // Outputs for any number of inputs, in slices of fixed size through `pass`.
  // X  n × in;  Y  n × out, overwritten, rows may be strided
  void predict(Pass<T>& pass, ConstMatrixView<T> X, MatrixView<T> Y, ThreadPool* pool = nullptr) const;

 private:
  explicit Network(Chain<T> chain);

  // gradients: null where they are not wanted
  void backward(Pass<T>& pass, T* gradients, bool wants_input, ThreadPool* pool) const;

  template <typename U>
  std::span<U> weights_in(std::span<U> numbers, std::size_t i) const {
    const auto& link = chain_->links()[i];
    return numbers.subspan(std::size_t(link.parameter_offset), std::size_t(link.layer->weight_count()));
  }
  template <typename U>
  std::span<U> biases_in(std::span<U> numbers, std::size_t i) const {
    const auto& link = chain_->links()[i];
    return numbers.subspan(std::size_t(link.parameter_offset + link.layer->weight_count()),
                           std::size_t(link.layer->bias_count()));
  }

  std::shared_ptr<const Chain<T>> chain_;
  AlignedVector<T> parameters_;
  AlignedVector<T> gradients_;
  AlignedVector<T> running_statistics_;
};

}  // namespace lectern::nn
