#pragma once

#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "core/data/dataset.h"
#include "core/data/planar_features.h"
#include "core/lab/history.h"
#include "core/ml/nn/patience_ladder.h"
#include "core/ml/nn/supervised_training.h"
#include "core/parts/planar_data.h"
#include "core/simd/thread_pool.h"

namespace lectern::regularising {

// One network that learns classes of the plane, epoch by epoch, with what stopping at any time would give back.
class Learner {
 public:
  struct Plan {
    std::vector<int> layers;
    nn::Activation activation;
    double learning_rate = 0.01, l2 = 0, dropout = 0;
    std::int64_t epochs = 600;  // it ends there
    bool few_samples = false;   // learns from every third example, and from the points drawn
    int replica = 0;            // beyond 0: learns from a half of its own, drawn at random, and from the points drawn
    std::vector<data::PlanarFeature> features{data::PlanarFeature::x1, data::PlanarFeature::x2};
  };

  // An error says what is wrong with the network.
  static Result<Learner> make(const Plan& plan, int classes, const Rng& weights, const Rng& training);
  // Draws the halves of the replicas; to be given before their data.
  void set_replica_rng(const Rng& rng) { halves_ = rng; }

  void set_data(const PlanarData& data);
  void tune(double learning_rate, double l2);

  // Goes once through its data.
  void epoch();

  const nn::SupervisedTraining& training() const { return training_; }
  const nn::PatienceLadder<float>& ladder() const { return ladder_; }
  const Plan& plan() const { return plan_; }
  // Curves: loss of training and validation, accuracy of both.
  const History& history() const { return history_; }
  bool has_data() const { return training_.training_inputs().rows > 0; }
  bool finished() const { return epochs_ >= plan_.epochs; }
  std::int64_t epochs() const { return epochs_; }
  // The rows of the training data that it learns from.
  std::span<const int> used() const { return used_; }

  // Overwrites `other` with the same network with other weights, where there are any.
  void with(std::span<const float> parameters, std::optional<nn::Network<float>>& other) const;
  // How a network of this kind does on the validation data.
  nn::Fit validation_fit(const nn::Network<float>& network, ThreadPool& pool) const;

  // Activations of the last hidden layer over the training data; nothing without such a layer or without data.
  std::optional<ConstMatrixView<float>> hidden_activations(ThreadPool& pool) const;
  // The dense layer whose units these are; without a hidden layer there is none.
  std::optional<std::size_t> last_hidden() const;
  // Overwrites `other` with the network without one unit of its last hidden layer.
  void without_unit(std::ptrdiff_t unit, std::optional<nn::Network<float>>& other) const;
  // By how much the validation loss changes, up or down, on average when one unit of the last hidden layer is taken
  // out.
  double cost_of_a_unit(ThreadPool& pool) const;
  // ‖w‖₂ of all weights, without biases.
  double weight_norm() const;

  auto state() const { return std::tuple(std::tie(training_, ladder_, epochs_), unhashed(history_), unhashed(used_)); }

 private:
  Learner(Plan plan, nn::SupervisedTraining training) : plan_(std::move(plan)), training_(std::move(training)) {}
  bool takes(int row) const;
  nn::Examples encoded(const data::Dataset& set, std::span<const int> rows) const;
  void record();

  Plan plan_;
  nn::SupervisedTraining training_;
  nn::PatienceLadder<float> ladder_;
  History history_{4};
  std::vector<int> used_;
  std::optional<Rng> halves_;
  std::int64_t epochs_ = 0;
  Shared<nn::Examples> validation_;
  Scratch<nn::Pass<float>> pass_, hidden_pass_;
  Scratch<Matrix<float>> scores_;
  Scratch<std::optional<nn::Network<float>>> thinned_;
};

}  // namespace lectern::regularising
