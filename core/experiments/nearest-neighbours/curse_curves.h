#pragma once

#include <tuple>
#include <vector>

#include "core/lab/snapshot.h"
#include "core/ml/kernels/curse_of_dimension.h"

namespace lectern {

// The curse of dimensionality, measured step by step: the samples needed until one lies within ε, dimension after
// dimension as far as a bounded number of draws goes, and what n samples are worth to 1-NN in each dimension, round
// after round.
class CurseCurves {
 public:
  CurseCurves(double epsilon, int samples, Rng rng);

  // About a millisecond of measuring.
  void advance();
  bool finished() const { return needed_done_ && round_ == kRounds; }

  // d in which ε⁻ᵈ samples are as many as the atoms of the universe, 10⁸⁰.
  double dimension_of_atoms() const;

  // The mean number of samples needed in 1, 2, … dimensions, as far as measured.
  const std::vector<double>& needed() const { return needed_; }

  // Adds the panels "samples_needed" and "dimension_error" and the metrics "needed_dimension" and "rounds".
  void describe(Snapshot& snapshot) const;

  auto state() const { return std::tie(rng_, trials_, needed_, needed_done_, round_, dimension_, worth_); }

  static constexpr int kDimensions = 20;
  static constexpr int kRounds = 12;

 private:
  void describe_needed(Plane& curves) const;
  void describe_worth(Plane& curves) const;
  kernels::NearSampleTrials trials_in(int dimension) const;

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
