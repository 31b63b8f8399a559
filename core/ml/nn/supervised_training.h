#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "core/math/state.h"
#include "core/ml/nn/early_stopping.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/optimizer.h"
#include "core/ml/nn/output_code.h"
#include "core/ml/nn/sampler.h"

namespace lectern::nn {

struct StoppingPlan {
  StoppingRule rule = StoppingRule::never;
  std::int64_t patience = 20;  // early: epochs without improvement
  std::int64_t epochs = 1000;  // early, look_back: the end at the latest
};

// How well a network does on one set of data; NaN: not known, as without data.
struct Fit {
  double loss = std::numeric_limits<double>::quiet_NaN();       // without the penalties
  double agreement = std::numeric_limits<double>::quiet_NaN();  // accuracy or R², see OutputCode
};

// What is learned from: inputs X, n × in, and targets T, n × outputs.
struct Examples {
  Matrix<float> X, T;

  std::ptrdiff_t size() const { return X.rows(); }
  auto state() const { return std::tie(X, T); }
};

// A network learning from examples by mini-batches: one step is one update. After every epoch both data
// sets are looked at, which costs less than the epoch did. Everything random comes from the given Rng.
class SupervisedTraining {
 public:
  // network: initialised, with code.outputs() outputs; batch_size ≥ 1, larger than the data: all of it
  SupervisedTraining(Network<float> network, const OutputCode& code, const OptimizerSpec& optimizer,
                     std::int32_t batch_size, const StoppingPlan& stopping, const Rng& rng, ThreadPool* pool);

  // Takes the place of the data so far and begins a new epoch; copies share it. Without examples steps do nothing.
  void set_training_data(Shared<Examples> examples);
  void set_validation_data(Shared<Examples> examples);

  // One update. Does nothing after finished() or diverged().
  void step();

  // Whether the last step ended an epoch, and so refreshed training_fit() and validation_fit().
  bool checked() const { return checked_; }
  const Fit& training_fit() const { return training_fit_; }
  const Fit& validation_fit() const { return validation_fit_; }
  bool has_validation() const { return validation_->size() > 0; }
  // What the network gave for the validation data when it was last looked at, n × outputs. Copies do not carry it.
  ConstMatrixView<float> validation_scores() const { return *validation_scores_; }

  // Looks at no more than the first `rows` training examples after an epoch, for data of which one look
  // would take long. To be called before set_training_data.
  void limit_training_checks(std::ptrdiff_t rows) { checked_rows_ = rows; }

  // The first so many parameters stay as they are from now on: layers that are not trained. 0: all learn.
  void freeze_first(std::size_t parameters) { frozen_ = parameters; }

  // Gives weight `index` of a layer a value and looks at both data sets again; behind the weights the biases are
  // counted. False, and nothing changed, if there is no such number.
  bool edit(std::size_t layer, std::size_t index, float value);

  // Updates done, and how often the data has been gone through, in fractions.
  std::int64_t steps() const { return steps_; }
  double epochs() const { return epochs_; }
  double batch_loss() const { return batch_loss_; }
  // ‖∂E/∂(weights, biases)‖₂ in the last step, one for each layer that has any.
  const std::vector<double>& gradient_norms() const { return gradient_norms_; }

  // Where the validation loss was least; nothing before the first check or without validation data.
  struct Best {
    double epochs = 0;
    double loss = 0;
  };
  const std::optional<Best>& best() const { return best_; }

  bool finished() const { return finished_; }
  // The loss or a gradient is no longer finite; the step at which this was seen is steps().
  bool diverged() const { return diverged_; }

  const Network<float>& network() const { return network_; }
  // The pass of the last step: activations and errors of its mini-batch. Copies do not carry it.
  const Pass<float>& last_pass() const { return *pass_; }
  ConstMatrixView<float> training_inputs() const { return training_->X; }
  const OutputCode& code() const { return code_; }
  // The optimiser's constants, to be changed between steps; the kind must stay.
  OptimizerSpec& optimizer() { return optimizer_.spec(); }
  const OptimizerSpec& optimizer() const { return optimizer_.spec(); }

  auto state() const {
    return std::tuple(std::tie(network_, optimizer_, sampler_, rng_, training_, validation_, best_so_far_,
                               data_changes_, steps_, epochs_, finished_, diverged_),
                      unhashed(gradient_norms_), unhashed(parameter_layers_));
  }

 private:
  void update();
  void check();
  void finish();
  Fit fit_on(ConstMatrixView<float> X, ConstMatrixView<float> T, Matrix<float>& scores);
  Fit fit_on_training();
  Fit fit_on_validation() { return fit_on(validation_->X, validation_->T, *validation_scores_); }

  Network<float> network_;
  OutputCode code_;
  Optimizer<float> optimizer_;
  std::int32_t batch_size_;
  StoppingPlan stopping_;
  Rng rng_;
  ThreadPool* pool_;

  Shared<Examples> training_, validation_;
  std::optional<MiniBatchSampler> sampler_;
  std::uint64_t data_changes_ = 0;
  Scratch<Matrix<float>> X_batch_, T_batch_, training_scores_, validation_scores_;
  std::ptrdiff_t checked_rows_ = std::numeric_limits<std::ptrdiff_t>::max();
  Scratch<Pass<float>> pass_, check_pass_;
  std::size_t frozen_ = 0;
  Scratch<std::vector<float>> kept_;  // what is frozen, during a step

  BestSoFar<float> best_so_far_;
  std::optional<Best> best_;
  Fit training_fit_, validation_fit_;
  std::vector<std::size_t> parameter_layers_;  // numbers of the layers that have parameters
  std::vector<double> gradient_norms_;
  std::int64_t steps_ = 0;
  double epochs_ = 0;
  double batch_loss_ = 0;
  bool checked_ = false;
  bool finished_ = false;
  bool diverged_ = false;
};

}  // namespace lectern::nn
