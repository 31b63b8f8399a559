#include "core/ml/nn/chain.h"

#include <string>

namespace lectern::nn {
namespace {

constexpr std::ptrdiff_t kMaxParameters = std::ptrdiff_t(1) << 26;

// Makes the layer of one spec behind `input`.
template <typename T>
struct Maker {
  const Shape& input;

  Result<LayerPointer<T>> operator()(const DenseSpec& spec) const { return make_dense<T>(spec, input); }
  Result<LayerPointer<T>> operator()(const Conv2dSpec& spec) const { return make_conv2d<T>(spec, input); }
  Result<LayerPointer<T>> operator()(const ConvTranspose2dSpec& spec) const {
    return make_conv_transpose2d<T>(spec, input);
  }
  Result<LayerPointer<T>> operator()(const MaxPool2dSpec& spec) const { return make_max_pool2d<T>(spec, input); }
  Result<LayerPointer<T>> operator()(const AvgPool2dSpec& spec) const { return make_avg_pool2d<T>(spec, input); }
  Result<LayerPointer<T>> operator()(const BatchNormSpec& spec) const { return make_batch_norm<T>(spec, input); }
  Result<LayerPointer<T>> operator()(const LayerNormSpec& spec) const { return make_layer_norm<T>(spec, input); }
  Result<LayerPointer<T>> operator()(const DropoutSpec& spec) const { return make_dropout<T>(spec, input); }
  Result<LayerPointer<T>> operator()(const FlattenSpec&) const { return LayerPointer<T>(); }
  Result<LayerPointer<T>> operator()(const ActivationSpec& spec) const { return make_activation<T>(spec, input); }
  Result<LayerPointer<T>> operator()(const ResidualSpec& spec) const { return make_residual<T>(spec, input); }
};

// The activation slot of a layer that can take one in, or null.
Activation* fusable_activation(LayerSpec& spec) {
  Activation* slot = nullptr;
  if (auto* dense = std::get_if<DenseSpec>(&spec)) slot = &dense->activation;
  if (auto* conv = std::get_if<Conv2dSpec>(&spec)) slot = &conv->activation;
  if (auto* transposed = std::get_if<ConvTranspose2dSpec>(&spec)) slot = &transposed->activation;
  return slot && slot->kind == ActivationKind::identity ? slot : nullptr;
}

struct Placed {
  LayerSpec spec;
  std::size_t position;  // in the author's list, from 1
};

std::vector<Placed> fuse_activations(const std::vector<LayerSpec>& specs) {
  std::vector<Placed> fused;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const auto* activation = std::get_if<ActivationSpec>(&specs[i]);
    Activation* slot = activation && !fused.empty() ? fusable_activation(fused.back().spec) : nullptr;
    if (slot) {
      *slot = activation->activation;
    } else {
      fused.push_back({specs[i], i + 1});
    }
  }
  return fused;
}

}  // namespace

template <typename T>
Result<Chain<T>> Chain<T>::build(const Shape& input, const std::vector<LayerSpec>& specs) {
  Chain chain;
  chain.input_ = input;
  chain.output_ = input;
  if (input.channels < 1 || input.height < 1 || input.width < 1) {
    return Error{"The input of a network needs at least one number, not " + to_string(input) + "."};
  }
  for (const Placed& placed : fuse_activations(specs)) {
    Result<LayerPointer<T>> made = std::visit(Maker<T>{chain.output_}, placed.spec.as_variant());
    if (!made) {
      return Error{"Layer " + std::to_string(placed.position) + " (" + kind_name(placed.spec) +
                   ") cannot be built: " + made.error() + "."};
    }
    if (!*made) {  // flatten
      chain.output_ = {chain.output_.size(), 1, 1};
      continue;
    }
    chain.output_ = (*made)->output_shape();
    chain.links_.push_back({placed.spec, *made, chain.parameter_count_, chain.statistics_count_});
    chain.parameter_count_ += (*made)->parameter_count();
    chain.statistics_count_ += (*made)->statistics_count();
    if (chain.parameter_count_ > kMaxParameters) {
      return Error{"The network has more than " + std::to_string(kMaxParameters) + " parameters, the most allowed."};
    }
  }
  if (chain.links_.empty()) return Error{"A network needs at least one layer that computes something."};
  return chain;
}

template <typename T>
void Chain<T>::initialise(const Rng& rng, T* parameters, T* statistics) const {
  for (std::size_t i = 0; i < links_.size(); ++i) {
    const Link& link = links_[i];
    link.layer->initialise(rng.split(i), parameters + link.parameter_offset, statistics + link.statistics_offset);
  }
}

template <typename T>
void Chain<T>::forward(const ForwardContext<T>& context, ConstMatrixView<T> X, std::vector<LayerTape<T>>& tapes) const {
  tapes.resize(links_.size());
  for (std::size_t i = 0; i < links_.size(); ++i) {
    ForwardContext<T> own = context;
    own.parameters += links_[i].parameter_offset;
    own.statistics += links_[i].statistics_offset;
    if (own.training) own.trained_statistics += links_[i].statistics_offset;
    links_[i].layer->forward(own, i == 0 ? X : tapes[i - 1].output.view(), tapes[i]);
  }
}

template <typename T>
void Chain<T>::backward(const BackwardContext<T>& context, ConstMatrixView<T> X, std::vector<LayerTape<T>>& tapes,
                        MatrixView<T> d_X) const {
  for (std::size_t i = links_.size(); i-- > 0;) {
    BackwardContext<T> own = context;
    own.parameters += links_[i].parameter_offset;
    if (own.gradients) own.gradients += links_[i].parameter_offset;
    if (i == 0) {
      links_[i].layer->backward(own, X, tapes[i], d_X);
      return;
    }
    LayerTape<T>& before = tapes[i - 1];
    before.d_output.resize(before.output.rows(), before.output.cols());
    links_[i].layer->backward(own, before.output.view(), tapes[i], before.d_output);
  }
}

template class Chain<float>;
template class Chain<double>;

}  // namespace lectern::nn
