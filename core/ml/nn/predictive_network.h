#pragma once

#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/nn/activation.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/optimizer.h"

namespace lectern::nn {

// What a predictive network learns: of values their mean and log variance, of classes their logits.
enum class PredictedKind { values, classes };

// Inputs n × d and, of each row, the value or the label in [0, outputs).
struct PredictiveData {
  Matrix<float> X;
  std::vector<float> values;
  std::vector<std::int32_t> labels;

  std::ptrdiff_t size() const { return X.rows(); }
  auto state() const { return std::tie(X, values, labels); }
};

// A network with two hidden layers whose output is a distribution, trained by Adam for the largest likelihood: of
// values gaussian_nll, of classes softmax cross-entropy. One step is one update, on all examples, or on a batch of
// kBatch of them drawn anew where there are more.
class PredictiveNetwork {
 public:
  static constexpr std::ptrdiff_t kBatch = 128;
  static constexpr double kVarianceFloor = 1e-4;  // of values: a standard deviation of 0.01

  struct Spec {
    PredictedKind kind = PredictedKind::values;
    int inputs = 1;
    int classes = 2;  // outputs of classes; values always have two
    int hidden = 32;  // in each of the two layers
    ActivationKind activation = ActivationKind::relu;
    double dropout = 0;      // behind both hidden layers
    double bias_spread = 1;  // standard deviation of the first layer's biases at the start
  };

  PredictiveNetwork(const Spec& spec, const Rng& rng);

  // One update; nothing without examples.
  void step(const PredictiveData& data, double learning_rate);
  // Of the last batch before its update, in nats an example; NaN before the first.
  double loss() const { return loss_; }

  // Writes the loss of these examples and its gradient into network().gradients(), without an update.
  double loss_and_gradient(const PredictiveData& data);

  Network<float>& network() { return network_; }
  const Network<float>& network() const { return network_; }

  auto state() const { return std::tuple(std::tie(network_, optimizer_, rng_), unhashed(loss_)); }

 private:
  const PredictiveData& batch_of(const PredictiveData& data);

  PredictedKind kind_;
  Network<float> network_;
  Optimizer<float> optimizer_;
  Rng rng_;
  double loss_;
  Scratch<Pass<float>> pass_;
  Scratch<PredictiveData> batch_;
};

}  // namespace lectern::nn
