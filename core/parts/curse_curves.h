#pragma once

#include <vector>

#include "core/lab/snapshot.h"
#include "core/math/state_hasher.h"
#include "core/ml/kernels/curse_of_dimension.h"

namespace lectern {

// The curse of dimensionality, measured step by step: the samples needed until one is within ε, dimension after
// dimension as far as patience goes, and what n samples are worth to 1-NN in each dimension, round after round.
class CurseCurves {
 public:
  CurseCurves(double epsilon, int samples, Rng rng);

  // About a millisecond of measuring.
  void advance();
  bool finished() const { return needed_done_ && round_ == kRounds; }

  // The mean number of samples needed in 1, 2, … dimensions, as far as measured.
  const std::vector<double>& needed() const { return needed_; }

  // Adds the panels "samples_needed" and "dimension_error" and the metrics "needed_dimension" and "rounds".
  void describe(Snapshot& snapshot) const;
  void hash_state(StateHasher& hasher) const;

  static constexpr int kDimensions = 20;
  static constexpr int kRounds = 12;

 private:
  void describe_needed(Curves& curves) const;
  void describe_worth(Curves& curves) const;

  double epsilon_;
  int samples_;
  Rng rng_;

  kernels::NearSampleTrials trials_;
  std::vector<double> needed_;
  bool needed_done_ = false;

  int round_ = 0, dimension_ = 1;               // to be measured next
  std::vector<kernels::NeighbourWorth> worth_;  // sums over the rounds, by dimension from 1
};

}  // namespace lectern
