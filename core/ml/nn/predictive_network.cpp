#include "core/ml/nn/predictive_network.h"

#include <algorithm>
#include <array>
#include <limits>

#include "core/ml/nn/gaussian_loss.h"
#include "core/ml/nn/loss.h"
#include "core/ml/nn/mlp.h"

namespace lectern::nn {
namespace {

Network<float> build(const PredictiveNetwork::Spec& spec) {
  const std::array widths{spec.hidden, spec.hidden};
  return *Network<float>::build({spec.inputs, 1, 1},
                                mlp_layers({.widths = widths,
                                            .activation = {spec.activation},
                                            .initialisation = {spec.activation == ActivationKind::relu
                                                                   ? InitialisationKind::he_normal
                                                                   : InitialisationKind::glorot_normal},
                                            .dropout = spec.dropout,
                                            .outputs = spec.kind == PredictedKind::values ? 2 : spec.classes}));
}

}  // namespace

PredictiveNetwork::PredictiveNetwork(const Spec& spec, const Rng& rng)
    : kind_(spec.kind),
      network_(build(spec)),
      optimizer_({.kind = OptimizerKind::adam}, network_.parameters().size()),
      rng_(rng.split("training")),
      loss_(std::numeric_limits<double>::quiet_NaN()) {
  network_.initialise(rng.split("weights"));
  // Kinks of the first layer at zero would all lie in one place.
  Rng biases = rng.split("biases");
  biases.fill_normal(network_.biases(0), 0, static_cast<float>(spec.bias_spread));
}

const PredictiveData& PredictiveNetwork::batch_of(const PredictiveData& data) {
  if (data.size() <= kBatch) return data;
  PredictiveData& batch = *batch_;
  batch.X.resize(kBatch, data.X.cols());
  batch.values.resize(data.values.empty() ? 0 : kBatch);
  batch.labels.resize(data.labels.empty() ? 0 : kBatch);
  for (std::ptrdiff_t i = 0; i < kBatch; ++i) {
    const auto row = static_cast<std::size_t>(rng_.below(static_cast<std::uint32_t>(data.size())));
    std::copy_n(data.X.row(static_cast<std::ptrdiff_t>(row)), data.X.cols(), batch.X.row(i));
    const auto to = static_cast<std::size_t>(i);
    if (!batch.values.empty()) batch.values[to] = data.values[row];
    if (!batch.labels.empty()) batch.labels[to] = data.labels[row];
  }
  return batch;
}

double PredictiveNetwork::loss_and_gradient(const PredictiveData& data) {
  network_.forward(*pass_, data.X, rng_);
  const double loss = kind_ == PredictedKind::values
                          ? gaussian_nll<float>(pass_->output(), data.values, kVarianceFloor, pass_->output_gradient())
                          : softmax_cross_entropy<float>(pass_->output(), data.labels, pass_->output_gradient());
  network_.backward(*pass_);
  return loss;
}

void PredictiveNetwork::step(const PredictiveData& data, double learning_rate) {
  if (data.size() == 0) return;
  loss_ = loss_and_gradient(batch_of(data));
  optimizer_.spec().learning_rate = learning_rate;
  optimizer_.step(network_.parameters(), network_.gradients());
}

}  // namespace lectern::nn
