#include "core/ml/nn/supervised_training.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/math/sums.h"

namespace lectern::nn {

SupervisedTraining::SupervisedTraining(Network<float> network, const OutputCode& code, const OptimizerSpec& optimizer,
                                       std::int32_t batch_size, const StoppingPlan& stopping, const Rng& rng,
                                       ThreadPool* pool)
    : network_(std::move(network)),
      code_(code),
      optimizer_(optimizer, network_.parameters().size()),
      batch_size_(batch_size),
      stopping_(stopping),
      rng_(rng),
      pool_(pool),
      best_so_far_(stopping.rule, stopping.patience) {
  for (std::size_t i = 0; i < network_.layer_count(); ++i)
    if (network_.layer(i).parameter_count() > 0) parameter_layers_.push_back(i);
  gradient_norms_.resize(parameter_layers_.size());
}

void SupervisedTraining::set_training_data(Shared<Examples> examples) {
  training_ = std::move(examples);
  ++data_changes_;
  sampler_.reset();
  training_fit_ = {};
  if (training_->size() == 0) return;
  const auto n = static_cast<std::int32_t>(training_->size());
  sampler_.emplace(n, std::min(batch_size_, n), rng_.split("batches").split(data_changes_));
  training_fit_ = fit_on_training();
}

void SupervisedTraining::set_validation_data(Shared<Examples> examples) {
  validation_ = std::move(examples);
  validation_fit_ = has_validation() ? fit_on_validation() : Fit{};
}

void SupervisedTraining::step() {
  checked_ = false;
  if (finished_ || diverged_ || !sampler_) return;
  const std::int64_t epochs_before = sampler_->epochs();
  update();
  if (!diverged_ && sampler_->epochs() != epochs_before) check();
}

void SupervisedTraining::update() {
  const std::span<const std::int32_t> rows = sampler_->next();
  gather_rows<float>(training_->X, rows, *X_batch_);
  gather_rows<float>(training_->T, rows, *T_batch_);
  Rng dropout = rng_.split("dropout").split(static_cast<std::uint64_t>(steps_));
  network_.forward(*pass_, *X_batch_, dropout, pool_);
  batch_loss_ = code_.cost(pass_->output(), *T_batch_, pass_->output_gradient());
  network_.backward(*pass_, {}, pool_);

  double total = 0;
  for (std::size_t k = 0; k < parameter_layers_.size(); ++k) {
    const std::size_t i = parameter_layers_[k];
    const double squares =
        math::sum_of_squares(network_.weight_gradients(i)) + math::sum_of_squares(network_.bias_gradients(i));
    gradient_norms_[k] = std::sqrt(squares);
    total += squares;
  }
  ++steps_;
  epochs_ += static_cast<double>(rows.size()) / static_cast<double>(training_->size());
  if (!std::isfinite(batch_loss_) || !std::isfinite(total)) {
    diverged_ = true;
    return;
  }
  const std::span<float> parameters = network_.parameters();
  kept_->assign(parameters.begin(), parameters.begin() + static_cast<std::ptrdiff_t>(frozen_));
  optimizer_.step(parameters, network_.gradients(), pool_);
  std::copy(kept_->begin(), kept_->end(), parameters.begin());
}

bool SupervisedTraining::edit(std::size_t layer, std::size_t index, float value) {
  if (layer >= network_.layer_count() || !std::isfinite(value)) return false;
  const std::span<float> weights = network_.weights(layer), biases = network_.biases(layer);
  if (index >= weights.size() + biases.size()) return false;
  (index < weights.size() ? weights[index] : biases[index - weights.size()]) = value;
  if (sampler_) training_fit_ = fit_on_training();
  if (has_validation()) validation_fit_ = fit_on_validation();
  return true;
}

void SupervisedTraining::check() {
  checked_ = true;
  training_fit_ = fit_on_training();
  bool stop = false;
  if (has_validation()) {
    validation_fit_ = fit_on_validation();
    stop = best_so_far_.check(validation_fit_.loss, network_.parameters());
    if (best_so_far_.best_check() == best_so_far_.checks() - 1) best_ = Best{epochs_, validation_fit_.loss};
  }
  if (stopping_.rule == StoppingRule::never) return;
  if (stop || epochs_ + 0.5 > static_cast<double>(stopping_.epochs)) finish();
}

void SupervisedTraining::finish() {
  finished_ = true;
  if (!best_so_far_.restore(network_.parameters())) return;
  training_fit_ = fit_on_training();
  if (has_validation()) validation_fit_ = fit_on_validation();
}

Fit SupervisedTraining::fit_on(ConstMatrixView<float> X, ConstMatrixView<float> T, Matrix<float>& scores) {
  scores.resize(X.rows, code_.outputs());
  network_.predict(*check_pass_, X, scores, pool_);
  return {code_.cost(scores, T, {}), code_.agreement(scores, T)};
}

Fit SupervisedTraining::fit_on_training() {
  const std::ptrdiff_t rows = std::min(training_->X.rows(), checked_rows_);
  return fit_on(training_->X.view().rows_range(0, rows), training_->T.view().rows_range(0, rows), *training_scores_);
}

}  // namespace lectern::nn
