#pragma once

#include <cstdint>
#include <limits>
#include <tuple>
#include <vector>

#include "core/experiments/boltzmann-machine/machine_settings.h"
#include "core/lab/history.h"
#include "core/lab/snapshot.h"
#include "core/ml/generative/riemann_theta_density.h"
#include "core/ml/nn/optimizer.h"

namespace lectern {

// A machine of one real visible unit and integer hidden ones that learns the density of numbers.
class RealLearner {
 public:
  RealLearner(const MachineSettings& settings, const Streams& streams);

  void step(const MachineSettings& settings);
  bool act(const Action& action);
  bool has_diverged() const { return diverged_; }
  std::int64_t steps() const { return steps_; }
  void describe(Snapshot& snapshot) const;

  auto state() const {
    return std::tuple(std::tie(training_, held_out_, density_, optimizer_, probe_, steps_, diverged_),
                      unhashed(gradient_), unhashed(likelihood_));
  }

 private:
  void measure();
  void describe_density(Snapshot& snapshot) const;
  void describe_integers(Snapshot& snapshot) const;

  RealLaw law_;
  std::vector<double> training_, held_out_;
  generative::RiemannThetaDensity density_;
  nn::Optimizer<double> optimizer_;
  std::vector<double> gradient_;
  float probe_ = 0;  // where v is held
  std::int64_t steps_ = 0;
  bool diverged_ = false;
  History likelihood_{2};  // training and held out
  double training_likelihood_ = 0, held_out_likelihood_ = 0, of_law_ = 0;
};

}  // namespace lectern
