#pragma once

#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/nn/deep_signal.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/optimizer.h"
#include "core/simd/thread_pool.h"

namespace lectern::activations {

// Deep networks that differ in their activation alone learn to tell points inside a circle from those outside, by Adam
// on all points at once: the cost is the mean of (ŷ − t)² with t = ±1, so that 1 is what an answer of 0 gets.
class TrainingRace {
 public:
  // plan  layers, width, initialisation, normalisation, residual; its activation is not looked at
  void begin(const nn::DeepPlan& plan, std::span<const nn::Activation> activations, const Rng& weights,
             const Rng& points);
  // One update of each network.
  void step(double learning_rate, ThreadPool& pool);

  bool runs() const { return !racers_.empty(); }
  std::size_t networks() const { return racers_.size(); }
  std::int64_t updates() const { return updates_; }
  // Before the last update; NaN: not known, or no longer finite.
  double cost(std::size_t network) const { return racers_[network].cost; }
  // How many neurons of the first layer differ from all before them.
  int different_neurons(std::size_t network) const;

  // Of a race that was never begun nothing.
  void add_state(StateHasher& hasher) const {
    if (runs()) lectern::add_state(hasher, std::tie(racers_, X_, T_, updates_));
  }
  std::size_t heap_bytes() const { return lectern::heap_bytes(racers_); }

 private:
  struct Racer {
    nn::Network<float> network;
    nn::Optimizer<float> optimizer;
    Rng rng;
    double cost;
    bool is_out = false;  // its cost was no longer finite
    Scratch<nn::Pass<float>> pass{};
    auto state() const { return std::tie(network, optimizer, is_out); }
  };

  std::vector<Racer> racers_;
  Matrix<float> X_, T_;  // points × 2, points × 1
  std::int64_t updates_ = 0;
};

}  // namespace lectern::activations
