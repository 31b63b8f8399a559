#include "core/experiments/universal-approximation/trained_curve.h"

#include <algorithm>
#include <cmath>

#include "core/ml/nn/loss.h"
#include "core/ml/nn/mlp.h"

namespace lectern {
namespace {

nn::Network<float> build(std::span<const int> widths, nn::ActivationKind activation) {
  return *nn::Network<float>::build({1, 1, 1}, nn::mlp_layers({.widths = widths,
                                                               .activation = {activation},
                                                               .initialisation = {nn::InitialisationKind::he_normal}}));
}

}  // namespace

TrainedCurve::TrainedCurve(std::span<const int> widths, KinkStart start, Range interval, std::size_t places, Rng rng,
                           nn::ActivationKind activation)
    : interval_(interval),
      network_(build(widths, activation)),
      optimizer_({.kind = nn::OptimizerKind::adam}, network_.parameters().size()),
      X_(static_cast<std::ptrdiff_t>(places), 1),
      T_(static_cast<std::ptrdiff_t>(places), 1),
      values_(places),
      kinks_(static_cast<std::size_t>(widths[0])) {
  network_.initialise(rng.split("weights"));
  const std::span<float> weights = network_.weights(0), biases = network_.biases(0);
  Rng places_of_kinks = rng.split("kinks");
  for (std::size_t i = 0; start == KinkStart::spread && i < biases.size(); ++i)
    biases[i] = -weights[i] * static_cast<float>(places_of_kinks.uniform(-1, 1));
  for (std::size_t i = 0; i < places; ++i)
    X_.data()[i] = static_cast<float>(2.0 * static_cast<double>(i) / static_cast<double>(places - 1) - 1);
}

void TrainedCurve::set_target(std::span<const double> values) {
  const auto [least, largest] = std::minmax_element(values.begin(), values.end());
  middle_ = (*least + *largest) / 2;
  scale_ = std::max((*largest - *least) / 2, 1e-3);
  for (std::size_t i = 0; i < values.size(); ++i) T_.data()[i] = static_cast<float>((values[i] - middle_) / scale_);
  look();
}

void TrainedCurve::learn(int updates, double learning_rate) {
  optimizer_.spec().learning_rate = learning_rate;
  for (int i = 0; i < updates; ++i) {
    network_.evaluate(*pass_, X_);
    nn::loss_and_gradient<float>({nn::LossKind::mse}, pass_->output(), T_, pass_->output_gradient());
    network_.backward(*pass_);
    optimizer_.step(network_.parameters(), network_.gradients());
  }
  updates_ += updates;
  look();
}

void TrainedCurve::look() {
  network_.evaluate(*pass_, X_);
  for (std::size_t i = 0; i < values_.size(); ++i)
    values_[i] = middle_ + scale_ * static_cast<double>(pass_->output().data[i]);
  const std::span<const float> weights = network_.weights(0), biases = network_.biases(0);
  for (std::size_t i = 0; i < kinks_.size(); ++i) {
    const double at = -static_cast<double>(biases[i]) / static_cast<double>(weights[i]);
    kinks_[i] = std::isfinite(at) ? interval_.low + (interval_.high - interval_.low) * (at + 1) / 2 : NAN;
  }
}

int TrainedCurve::kinks_inside() const {
  int inside = 0;
  for (const double kink : kinks_) inside += kink > interval_.low && kink < interval_.high;
  return inside;
}

}  // namespace lectern
