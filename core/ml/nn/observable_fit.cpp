#include "core/ml/nn/observable_fit.h"

#include <cmath>
#include <limits>
#include <utility>

#include "core/ml/nn/mlp.h"

namespace lectern::nn {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

Network<float> one_layer(int hidden) {
  const std::vector<int> widths{hidden};
  return *Network<float>::build({1, 1, 1}, mlp_layers({.widths = widths,
                                                       .activation = {ActivationKind::sigmoid},
                                                       .initialisation = {InitialisationKind::glorot_normal}}));
}

}  // namespace

ObservableFit::ObservableFit(const Spec& spec, std::vector<double> factors, std::vector<double> data,
                             std::vector<Part> parts, const Rng& rng)
    : network_(one_layer(spec.hidden)),
      optimizer_({.kind = OptimizerKind::adam}, network_.parameters().size()),
      best_(spec.stopping, spec.patience),
      stopping_(spec.stopping),
      factors_(std::move(factors)),
      data_(std::move(data)),
      parts_(std::move(parts)),
      training_cost_(kUnknown),
      validation_cost_(kUnknown) {
  network_.initialise(rng.split("weights"));
  Rng first = rng.split("first layer");
  const auto spread = static_cast<float>(spec.weight_spread);
  first.fill_normal(network_.weights(0), 0, spread);
  first.fill_normal(network_.biases(0), 0, spread);
}

double ObservableFit::cost_and_gradient(const LinearObservables& observables) {
  const std::size_t places = factors_.size(), direct = static_cast<std::size_t>(observables.direct);
  network_.evaluate(*pass_, observables.places);
  std::vector<double>& values = *outputs_;
  std::vector<double>& gradient = *gradients_;
  values.resize(places);
  gradient.assign(places, 0.0);
  for (std::size_t r = 0; r < places; ++r) values[r] = factors_[r] * static_cast<double>(pass_->output().data[r]);

  double training = 0, validation = 0;
  std::size_t learned = 0, judged = 0;
  for (const Part part : parts_) (part == Part::training ? learned : judged) += 1;
  for (std::size_t i = 0; i < data_.size(); ++i) {
    const double* response = i < direct ? nullptr : observables.responses.row(static_cast<std::ptrdiff_t>(i - direct));
    double value = 0;
    if (response == nullptr)
      value = values[i];
    else
      for (std::size_t r = 0; r < places; ++r) value += response[r] * values[r];
    const double pull = (value - data_[i]) * observables.inverse_errors[i];
    if (parts_[i] == Part::validation) {
      validation += pull * pull;
      continue;
    }
    training += pull * pull;
    const double slope = 2 * pull * observables.inverse_errors[i] / static_cast<double>(learned);
    if (response == nullptr)
      gradient[i] += slope;
    else
      for (std::size_t r = 0; r < places; ++r) gradient[r] += slope * response[r];
  }
  training_cost_ = learned > 0 ? training / static_cast<double>(learned) : kUnknown;
  validation_cost_ = judged > 0 ? validation / static_cast<double>(judged) : kUnknown;

  const MatrixView<float> d_output = pass_->output_gradient();
  for (std::size_t r = 0; r < places; ++r) d_output.data[r] = static_cast<float>(gradient[r] * factors_[r]);
  network_.backward(*pass_);
  return training_cost_;
}

void ObservableFit::step(const LinearObservables& observables, double learning_rate) {
  if (stopped_) return;
  cost_and_gradient(observables);
  if (stopping_ != StoppingRule::never && best_.check(validation_cost_, network_.parameters()))
    return stop(observables);
  optimizer_.spec().learning_rate = learning_rate;
  optimizer_.step(network_.parameters(), network_.gradients());
}

void ObservableFit::stop(const LinearObservables& observables) {
  if (stopped_) return;
  stopped_ = true;
  if (stopping_ != StoppingRule::never && best_.restore(network_.parameters())) cost_and_gradient(observables);
}

void ObservableFit::predict(ConstMatrixView<float> places, std::span<double> values) const {
  network_.evaluate(*look_, places);
  for (std::size_t r = 0; r < values.size(); ++r) values[r] = static_cast<double>(look_->output().data[r]);
}

}  // namespace lectern::nn
