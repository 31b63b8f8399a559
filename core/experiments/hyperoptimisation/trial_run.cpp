#include "core/experiments/hyperoptimisation/trial_run.h"

#include <cmath>
#include <utility>

#include "core/lab/demo.h"
#include "core/math/sums.h"

namespace lectern {

TrialRun::TrialRun(const Configuration& configuration, std::shared_ptr<const TrialData> data, bool on_given,
                   bool on_folds, int shift)
    : configuration_(configuration), data_(std::move(data)), on_given_(on_given), on_folds_(on_folds), shift_(shift) {}

void TrialRun::begin() {
  const TrialData& data = *data_;
  const Streams streams(data.seed + static_cast<std::uint64_t>(configuration_.start + shift_), 1);
  Result<nn::Network<float>> network =
      nn::Network<float>::build({data.inputs, 1, 1}, configuration_.layer_specs(data.code.outputs()));
  network->initialise(streams.rng("weights"));
  const nn::StoppingPlan stopping{nn::StoppingRule::early, configuration_.patience, data.epochs};
  training_.emplace(std::move(*network), data.code, configuration_.optimizer(), configuration_.batch_size, stopping,
                    streams.rng("training"), nullptr);
  const TrialData::Split& split = is_on_given() ? data.given : data.folds[fold()];
  training_->set_validation_data(split.validation);
  training_->set_training_data(split.training);
}

void TrialRun::work(double budget) {
  while (budget > 0 && !finished()) {
    if (data_->gluon)
      work_on_gluon(budget);
    else
      work_on_plane(budget);
  }
}

void TrialRun::work_on_plane(double& budget) {
  if (!training_) begin();
  while (budget > 0 && !training_->finished() && !training_->diverged()) {
    training_->step();
    budget -= configuration_.cost_of_update();
  }
  if (!training_->finished() && !training_->diverged()) return;
  const bool is_finite = !training_->diverged();
  const nn::Fit none, training = is_finite ? training_->training_fit() : none,
                      validation = is_finite ? training_->validation_fit() : none;
  take({is_finite, training.loss, validation.loss, training_->network()});
  training_.reset();
}

void TrialRun::work_on_gluon(double& budget) {
  const GluonTask& task = *data_->gluon;
  const nn::LinearObservables& observables = task.observables(configuration_);
  if (!fit_) {
    const std::optional<std::size_t> held_out = is_on_given() ? std::optional<std::size_t>() : fold();
    fit_ = OptionalPart(Fit{task.begin(configuration_, configuration_.start + shift_, held_out)});
  }
  nn::ObservableFit& fit = fit_->fit;
  bool is_finite = true;
  while (budget > 0 && is_finite && !fit.has_stopped()) {
    fit.step(observables, configuration_.learning_rate);
    ++fit_->epochs;
    is_finite = std::isfinite(fit.training_cost());
    if (fit_->epochs >= task.epochs()) fit.stop(observables);
    budget -= task.cost_of_epoch(configuration_);
  }
  if (is_finite && !fit.has_stopped()) return;
  is_finite = is_finite && std::isfinite(fit.validation_cost());
  take({is_finite, fit.training_cost(), fit.validation_cost(), fit.network()});
  fit_ = {};
}

nn::Fit TrialRun::fit_on_test(const nn::Network<float>& network) const {
  const nn::Examples& test = data_->test;
  nn::Pass<float> pass;
  Matrix<float> scores(test.X.rows(), data_->code.outputs());
  network.predict(pass, test.X, scores);
  return {data_->code.cost(scores, test.T, {}), data_->code.agreement(scores, test.T)};
}

void TrialRun::take(const Outcome& outcome) {
  const bool is_given = is_on_given(), is_finite = outcome.is_finite;
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  const double validation = is_finite ? outcome.validation : unknown;
  if (next_ == 0) {
    result_.training = is_finite ? outcome.training : unknown;
    if (is_given) result_.validation = validation;
    if (is_finite) network_ = outcome.network;
    if (is_finite && data_->gluon) {
      result_.test = data_->gluon->test_cost(configuration_, *network_);
    } else if (is_finite && data_->has_test()) {
      const nn::Fit fit = fit_on_test(*network_);
      result_.test = fit.loss;
      if (data_->code.is_classification()) result_.test_wrong = 1 - fit.agreement;
    }
  }
  if (!is_given) fold_errors_.push_back(validation);
  ++next_;
  if (!is_finite) next_ = parts();  // it has failed: no need to go on
  if (!finished() || fold_errors_.size() < data_->fold_count() || fold_errors_.empty()) return;
  const auto [mean, variance] = math::mean_and_variance(std::span<const double>(fold_errors_));
  const auto k = static_cast<double>(fold_errors_.size());
  result_.folds = mean;
  result_.fold_spread = std::sqrt(variance * k / std::max(k - 1, 1.0));
}

}  // namespace lectern
