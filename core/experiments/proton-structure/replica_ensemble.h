#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <tuple>
#include <vector>

#include "core/math/rng.h"
#include "core/math/state.h"
#include "core/ml/nn/observable_fit.h"
#include "core/parts/closure_fit.h"
#include "core/parts/closure_problem.h"
#include "core/simd/thread_pool.h"

namespace lectern {

inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

// Experiments that are each fitted by an ensemble of replicas: networks with starts of their own, and at the last level
// with data of their own. The spread of an ensemble is what it claims to know; the truth tells how often it is right.
class ReplicaEnsembles {
 public:
  struct Spec {
    ClosureLevel level = ClosureLevel::replicas;
    int replicas = 100;  // of the first experiment
    int experiments = 1;
    int few_replicas = 12;  // of every other experiment, at most
    double train_fraction = 0.8;
    nn::ObservableFit::Spec fit{};
  };

  ReplicaEnsembles(Shared<ClosureProblem> problem, const Spec& spec, const Rng& data, const Rng& run);

  // One epoch of every replica, in parallel.
  void step(double learning_rate, ThreadPool& pool);
  // Ends the training of all.
  void stop();

  int experiments() const { return static_cast<int>(first_.size()) - 1; }
  std::size_t replicas() const { return first_[1]; }  // of the first experiment
  std::size_t fits() const { return fits_.size(); }
  const nn::ObservableFit& fit(std::size_t i) const { return fits_[i]; }
  std::size_t stopped() const;  // of the first experiment
  bool has_stopped() const;
  // What the first replica was told.
  const ClosureSample& first_sample() const { return first_sample_; }
  // The measurements of the first experiment as they were found, before replicas are made of them.
  const std::vector<double>& measured() const { return measured_; }
  // Means over the first experiment; NaN while none is known.
  double training_cost() const;
  double validation_cost() const;

  // What all fits say at the places of the picture: means and standard deviations of each experiment's ensemble.
  struct Band {
    std::vector<double> mean, deviation;  // places of the grid
  };
  struct Look {
    std::vector<double> values;          // fits × places of grid and rule
    std::vector<Band> bands;             // of each experiment
    std::vector<double> momenta;         // of each replica of the first experiment
    std::vector<double> inside, beyond;  // share of places with the truth within one standard deviation, by experiment
    std::int64_t epoch = -1;
  };
  const Look& look(ThreadPool& pool) const;

  std::int64_t epochs() const { return epochs_; }
  auto state() const {
    return std::tuple(std::tie(problem_, fits_, first_, measured_, epochs_), unhashed(first_sample_),
                      unhashed(look_factors_));
  }

 private:
  void measure(std::size_t experiment, Look& look) const;

  Shared<ClosureProblem> problem_;
  std::vector<nn::ObservableFit> fits_;  // experiment by experiment
  std::vector<std::size_t> first_;       // fit of each experiment, and one beyond the last
  std::vector<double> measured_;
  ClosureSample first_sample_;        // of the first replica
  std::vector<double> look_factors_;  // fits × places of grid and rule
  std::int64_t epochs_ = 0;
  Scratch<Look> look_;
};

}  // namespace lectern
