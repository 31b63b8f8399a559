#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <tuple>
#include <vector>

#include "core/experiments/hyperoptimisation/gluon_task.h"
#include "core/experiments/hyperoptimisation/hyperparameters.h"
#include "core/math/state.h"
#include "core/ml/nn/supervised_training.h"
#include "core/parts/optional_part.h"

namespace lectern {

// What all configurations learn from and are judged by. Copies of a run share it.
struct TrialData {
  std::shared_ptr<const GluonTask> gluon;  // null: examples of the plane
  // Of the plane:
  struct Split {
    Shared<nn::Examples> training, validation;
  };
  Split given;               // validation may be empty
  std::vector<Split> folds;  // of training and validation examples together; none where there are too few
  nn::Examples test;         // fresh examples of the law; none where it is not known
  nn::OutputCode code = nn::OutputCode::regression(nn::Objective::squared);
  int inputs = 2;
  // Of both:
  double guess = 1;  // what it costs to know nothing but how frequent the classes are, or the mean
  int epochs = 60;   // of a training at most
  std::uint64_t seed = 1;

  ScannedTask task() const { return gluon ? ScannedTask::gluon : ScannedTask::plane; }
  std::size_t fold_count() const { return gluon ? gluon->folds() : folds.size(); }
  bool has_validation() const { return gluon || given.validation->size() > 0; }
  bool has_test() const { return gluon || test.size() > 0; }
  // Whether there is anything to judge a configuration by.
  bool is_enough() const { return gluon || (has_validation() && given.training->size() > 1) || !folds.empty(); }
};

// Errors are mean costs: cross-entropy, squared error, or χ². NaN: not known, or not finite.
struct TrialResult {
  double training = std::numeric_limits<double>::quiet_NaN();
  double validation = std::numeric_limits<double>::quiet_NaN();
  double test = std::numeric_limits<double>::quiet_NaN();
  double test_wrong = std::numeric_limits<double>::quiet_NaN();  // the share of wrong classes
  double folds = std::numeric_limits<double>::quiet_NaN();       // the mean of E_val over the folds
  double fold_spread = std::numeric_limits<double>::quiet_NaN();

  auto state() const { return std::tie(training, validation, test, test_wrong, folds, fold_spread); }
};

// The training of one configuration, in pieces: on the given split, on some folds, or on both. Everything random
// derives from the seed and the configuration's starting point, as in the demo neural-network.
class TrialRun {
 public:
  // shift  added to the starting point
  TrialRun(const Configuration& configuration, std::shared_ptr<const TrialData> data, bool on_given, bool on_folds,
           int shift = 0);

  // About so many multiplications.
  void work(double budget);
  bool finished() const { return next_ >= parts(); }

  const TrialResult& result() const { return result_; }
  // The network of the given split, or else of the first fold; once it is trained.
  const std::optional<nn::Network<float>>& network() const { return network_; }

  auto state() const { return std::tuple(std::tie(training_, network_, result_, fold_errors_, next_), std::tie(fit_)); }

 private:
  // What the training of one part has come to.
  struct Outcome {
    bool is_finite;
    double training, validation;
    const nn::Network<float>& network;
  };
  int parts() const { return (on_given_ ? 1 : 0) + (on_folds_ ? static_cast<int>(data_->fold_count()) : 0); }
  bool is_on_given() const { return on_given_ && next_ == 0; }
  std::size_t fold() const { return static_cast<std::size_t>(next_ - (on_given_ ? 1 : 0)); }
  void begin();
  void take(const Outcome& outcome);
  void work_on_plane(double& budget);
  void work_on_gluon(double& budget);
  nn::Fit fit_on_test(const nn::Network<float>& network) const;

  Configuration configuration_;
  std::shared_ptr<const TrialData> data_;
  bool on_given_, on_folds_;
  int shift_;
  std::optional<nn::SupervisedTraining> training_;
  struct Fit {  // of the gluon
    nn::ObservableFit fit;
    std::int64_t epochs = 0;
    auto state() const { return std::tie(fit, epochs); }
  };
  OptionalPart<Fit> fit_;
  std::optional<nn::Network<float>> network_;
  TrialResult result_;
  std::vector<double> fold_errors_;
  int next_ = 0;  // of the parts
};

}  // namespace lectern
