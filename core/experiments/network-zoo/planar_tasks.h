#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "core/experiments/network-zoo/zoo_task.h"
#include "core/math/matrix.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/optimizer.h"
#include "core/ml/zoo/extreme_learning.h"
#include "core/ml/zoo/self_organising_map.h"

namespace lectern::network_zoo {

// Radial-basis network and polynomial of as many coefficients on a curve with one narrow bump. Step k judges k units.
class RadialTask {
 public:
  RadialTask(const ZooSettings& settings, const Streams& streams);
  void step(const ZooSettings& settings);
  bool finished() const;
  bool act(const Action& action);
  void describe(const ZooSettings& settings, Snapshot& snapshot) const;
  auto state() const { return std::tuple(std::tie(x_, y_, centres_, units_), unhashed(history_)); }

 private:
  Matrix<double> x_;
  std::vector<double> y_;
  Matrix<double> centres_;
  int units_ = 0;
  History history_{2};
};

// Two networks on two spirals: a random hidden layer solved for at once and one trained by gradients, or a deep network
// with shortcuts and one without.
class SpiralTask {
 public:
  SpiralTask(const ZooSettings& settings, const Streams& streams);
  void step(const ZooSettings& settings);
  bool finished() const { return steps_ >= 300; }
  bool act(const Action&) { return false; }
  void describe(const ZooSettings& settings, Snapshot& snapshot) const;
  auto state() const {
    return std::tuple(std::tie(X_, Y_, test_X_, test_Y_, X32_, Y32_, test_X32_),
                      std::tie(learner_, networks_, optimizers_), std::tie(steps_), rng_.state(),
                      unhashed(solved_field_), unhashed(history_));
  }

 private:
  double error_of(std::size_t network) const;
  double loss_of(std::size_t network) const;
  void measure();
  bool is_deep_;
  Matrix<double> X_, Y_, test_X_, test_Y_;
  Matrix<float> X32_, Y32_, test_X32_;
  Scratch<Matrix<float>> outputs_, places_, other_;
  zoo::ExtremeLearner learner_;
  std::vector<nn::Network<float>> networks_;
  std::vector<nn::Optimizer<float>> optimizers_;
  Scratch<std::array<nn::Pass<float>, 2>> passes_;  // of each network
  int hidden_, steps_ = 0;
  double solved_cost_ = 0, solved_error_ = 0;
  std::vector<double> solved_field_;  // output of the random layer's network in the cells of the picture
  Rng rng_;
  History history_{2};
};

// A map of 10 × 10 units unfolds over points of the plane; k-means with as many centres beside it.
class KohonenTask {
 public:
  KohonenTask(const ZooSettings& settings, const Streams& streams);
  void step(const ZooSettings& settings);
  bool finished() const { return shown_ >= 4000; }
  bool act(const Action& action);
  void describe(const ZooSettings& settings, Snapshot& snapshot) const;
  auto state() const { return std::tuple(std::tie(X_, map_, centres_, shown_), rng_.state(), unhashed(history_)); }

 private:
  void measure();
  Matrix<double> X_;
  zoo::SelfOrganisingMap map_, centres_;
  int shown_ = 0;
  Rng rng_;
  History history_{2};
};

}  // namespace lectern::network_zoo
