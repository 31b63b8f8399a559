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
  const bool is_given = on_given_ && next_ == 0;
  const TrialData::Split& split =
      is_given ? data.given : data.folds[static_cast<std::size_t>(next_ - (on_given_ ? 1 : 0))];
  training_->set_validation_data(split.validation);
  training_->set_training_data(split.training);
}

void TrialRun::work(double budget) {
  while (budget > 0 && !finished()) {
    if (!training_) begin();
    while (budget > 0 && !training_->finished() && !training_->diverged()) {
      training_->step();
      budget -= configuration_.cost_of_update();
    }
    if (training_->finished() || training_->diverged()) take();
  }
}

nn::Fit TrialRun::fit_on_test(const nn::Network<float>& network) const {
  const nn::Examples& test = data_->test;
  nn::Pass<float> pass;
  Matrix<float> scores(test.X.rows(), data_->code.outputs());
  network.predict(pass, test.X, scores);
  return {data_->code.cost(scores, test.T, {}), data_->code.agreement(scores, test.T)};
}

void TrialRun::take() {
  const bool is_given = on_given_ && next_ == 0, is_finite = !training_->diverged();
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  const double validation = is_finite ? training_->validation_fit().loss : unknown;
  if (next_ == 0) {
    result_.training = is_finite ? training_->training_fit().loss : unknown;
    if (is_given) result_.validation = validation;
    if (is_finite) network_ = training_->network();
    if (is_finite && data_->has_test()) {
      const nn::Fit fit = fit_on_test(*network_);
      result_.test = fit.loss;
      if (data_->code.is_classification()) result_.test_wrong = 1 - fit.agreement;
    }
  }
  if (!is_given) fold_errors_.push_back(validation);
  training_.reset();
  ++next_;
  if (!is_finite) next_ = parts();  // it has failed: no need to go on
  if (!finished() || fold_errors_.size() < data_->folds.size() || data_->folds.empty()) return;
  const auto [mean, variance] = math::mean_and_variance(std::span<const double>(fold_errors_));
  const auto k = static_cast<double>(fold_errors_.size());
  result_.folds = mean;
  result_.fold_spread = std::sqrt(variance * k / std::max(k - 1, 1.0));
}

}  // namespace lectern
