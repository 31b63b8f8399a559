#pragma once

#include <tuple>

#include "core/lab/snapshot.h"
#include "core/ml/reduce/running_components.h"
#include "core/parts/reduction_data.h"

namespace lectern {

// The principal components of Ising states, improved while the states are sampled.
class IsingComponents {
 public:
  IsingComponents(int states, int sweeps, const Rng& rng);

  void step();
  bool finished() const { return still_ >= kSettling; }

  void describe(Snapshot& snapshot) const;

  auto state() const { return std::tie(states_, running_, still_); }

 private:
  static constexpr int kSettling = 30;  // steps after the last state

  // Correlation of the first scores with the magnetisation.
  double correlation() const;
  // The cosine of the first component with the vector of equal entries.
  double uniformity() const;
  void describe_scores(Plane& plane) const;
  void describe_order(Plane& plane) const;
  void describe_pictures(Snapshot& snapshot) const;
  void describe_entries(Distribution& distribution) const;
  void describe_numbers(Snapshot& snapshot) const;

  IsingStates states_;
  reduce::RunningComponents running_;
  int still_ = 0;
};

}  // namespace lectern
