#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/experiments/hyperoptimisation/hyperparameters.h"
#include "core/lab/demo.h"
#include "core/ml/nn/network.h"
#include "core/ml/nn/observable_fit.h"
#include "core/parts/closure_fit.h"
#include "core/parts/closure_problem.h"

namespace lectern {

// The fit of the demo proton-structure as what is scanned: x·g measured once with noise, a fifth of the measurements
// held out. Costs are χ² a measurement. The first starting point is that of the demo's first replica, the next ones are
// those of its restarts, so that a link to that demo trains the same network on the same data.
class GluonTask {
 public:
  // measurements ≥ 20;  folds ≥ 2, of all measurements;  epochs of a training at most
  GluonTask(int measurements, int folds, int epochs, std::uint64_t seed, std::uint64_t data_seed);

  int epochs() const { return epochs_; }
  std::size_t folds() const { return folds_.size(); }
  // χ² of the constant that fits the measurements best.
  double guess() const { return guess_; }

  // A fit at its start.   start  from 0;  fold  the one held out; none: the given split
  nn::ObservableFit begin(const Configuration& configuration, int start, std::optional<std::size_t> fold) const;
  const nn::LinearObservables& observables(const Configuration& configuration) const {
    return problem(configuration).observables;
  }
  // About how many multiplications an epoch takes.
  double cost_of_epoch(const Configuration& configuration) const;
  // χ² a fresh measurement, of 200.
  double test_cost(const Configuration& configuration, const nn::Network<float>& network) const;

  // With the configuration's preprocessing; law, errors and places of the picture are the same with all.
  const ClosureProblem& problem(const Configuration& configuration) const {
    return given_[static_cast<std::size_t>(configuration.preprocessing)];
  }
  std::span<const double> measured() const { return sample_.data; }
  // x·g at the places of the picture.   values  overwritten
  void write_curve(const Configuration& configuration, const nn::Network<float>& network,
                   std::vector<double>& values) const;
  // The values with which the demo proton-structure trains the same: "?level=noise&…".
  void write_link(const Configuration& configuration, std::string& out) const;

 private:
  // Factor times output, at as many places as the inputs have rows.
  void write_values(const nn::Network<float>& network, ConstMatrixView<float> inputs, std::span<const double> factors,
                    std::vector<double>& values) const;

  int measurements_, epochs_;
  std::uint64_t seed_, data_seed_;
  std::array<ClosureProblem, 3> given_, fresh_;  // by preprocessing
  std::vector<double> fresh_measured_;
  ClosureSample sample_;
  std::vector<std::vector<nn::ObservableFit::Part>> folds_;
  double guess_ = 1;
};

}  // namespace lectern
