#pragma once

#include <cstddef>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "core/experiments/network-zoo/zoo_task.h"
#include "core/math/matrix.h"
#include "core/ml/generative/boltzmann_machine.h"
#include "core/ml/zoo/hopfield_network.h"
#include "core/ml/zoo/reservoir.h"

namespace lectern::network_zoo {

// A reservoir goes on with a chaotic series, beside a linear law of the last values. A step is one step of time.
class EchoTask {
 public:
  EchoTask(const ZooSettings& settings, const Streams& streams);
  void step(const ZooSettings& settings);
  bool finished() const { return foretold_.size() >= kAhead; }
  bool act(const Action& action);
  void describe(const ZooSettings& settings, Snapshot& snapshot) const;
  auto state() const {
    return std::tie(series_, Z_, trained_, network_, linear_, foretold_, rival_, start_, lyapunov_);
  }

 private:
  static constexpr std::size_t kAhead = 150;
  void begin();
  double horizon(std::span<const double> values) const;
  std::vector<double> series_;  // standardised
  Matrix<double> Z_;            // features of the reservoir while it listens
  zoo::EchoState trained_, network_;
  Matrix<double> linear_;
  std::vector<double> foretold_, rival_;
  int start_ = 0;
  double lyapunov_ = 0;
};

// Two patterns of spikes with equal counts in each channel; a linear output reads the liquid, another the counts.
class LiquidTask {
 public:
  LiquidTask(const ZooSettings& settings, const Streams& streams);
  void step(const ZooSettings& settings);
  bool finished() const { return seen_ >= 120; }
  bool act(const Action& action);
  void describe(const ZooSettings& settings, Snapshot& snapshot) const;
  auto state() const {
    return std::tuple(std::tie(liquid_, patterns_, features_, counts_, labels_, test_features_, test_counts_,
                               test_labels_, shown_, shown_label_, accuracy_, count_accuracy_, seen_),
                      rng_.state(), unhashed(history_));
  }

 private:
  static constexpr int kChannels = 4, kTime = 150;
  using Spikes = std::vector<char>;  // kTime × kChannels
  Spikes jittered(int label, double jitter);
  std::vector<double> read(const Spikes& spikes, std::vector<std::pair<int, int>>* fired = nullptr) const;
  std::vector<double> count(const Spikes& spikes) const;
  zoo::Liquid liquid_;
  std::vector<Spikes> patterns_;
  std::vector<std::vector<double>> features_, counts_, test_features_, test_counts_;
  std::vector<double> labels_, test_labels_;
  Spikes shown_;
  int shown_label_ = 0, seen_ = 0;
  double accuracy_ = 0.5, count_accuracy_ = 0.5;
  Rng rng_;
  History history_{2};
};

// An associative memory recalls a damaged pattern; each step also judges one more load.
class HopfieldTask {
 public:
  HopfieldTask(const ZooSettings& settings, const Streams& streams);
  void step(const ZooSettings& settings);
  bool finished() const { return judged_ >= 40; }
  bool act(const Action& action);
  void describe(const ZooSettings& settings, Snapshot& snapshot) const;
  auto state() const {
    return std::tuple(std::tie(patterns_, network_, s_, order_, at_, judged_), rng_.state(), unhashed(history_));
  }

 private:
  std::vector<std::vector<int>> patterns_;
  zoo::HopfieldNetwork network_;
  std::vector<int> s_, order_;
  std::size_t at_ = 0;
  int judged_ = 0;
  Rng rng_;
  History history_{1};
};

// Four weathers with probabilities from day to day; walkers and their law.
class MarkovTask {
 public:
  MarkovTask(const ZooSettings& settings, const Streams& streams);
  void step(const ZooSettings& settings);
  bool finished() const { return day_ >= 100; }
  bool act(const Action& action);
  void describe(const ZooSettings& settings, Snapshot& snapshot) const;
  auto state() const { return std::tuple(std::tie(strengths_, p_, walkers_, day_), rng_.state(), unhashed(history_)); }

 private:
  Matrix<double> chances() const;
  Matrix<double> strengths_;
  std::vector<double> p_;
  std::vector<int> walkers_;
  int day_ = 0;
  Rng rng_;
  History history_{2};
};

// Two restricted Boltzmann machines, one on top of the other, dream digits.
class BeliefTask {
 public:
  BeliefTask(const ZooSettings& settings, const Streams& streams);
  void step(const ZooSettings& settings);
  bool finished() const { return steps_ >= 160; }
  bool act(const Action&) { return false; }
  void describe(const ZooSettings& settings, Snapshot& snapshot) const;
  auto state() const {
    return std::tuple(std::tie(X_, H_, first_, second_, chains_, dreams_, pixels_, steps_), rng_.state(),
                      unhashed(history_));
  }

 private:
  void dream();
  double distance(ConstMatrixView<double> pictures) const;
  Matrix<double> X_, H_;  // binary digits, and what the first machine makes of them
  generative::BoltzmannMachine first_, second_;
  Matrix<double> chains_, dreams_, pixels_;
  int steps_ = 0;
  Rng rng_;
  History history_{2};
};

}  // namespace lectern::network_zoo
