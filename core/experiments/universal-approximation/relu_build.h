#pragma once

#include <array>
#include <vector>

#include "core/experiments/universal-approximation/approximation_settings.h"
#include "core/experiments/universal-approximation/curve_target.h"
#include "core/lab/snapshot.h"
#include "core/ml/nn/construction.h"

namespace lectern {

// ReLUs added one by one to the curve to be approximated, and as many that learn it from a random start.
class ReluBuild {
 public:
  ReluBuild(const ApproximationSettings& settings, const CurveTarget& target, const Rng& rng);

  // Another target, or other live settings.
  void adapt(const ApproximationSettings& settings, const CurveTarget& target);
  void step(const ApproximationSettings& settings, const CurveTarget& target);
  bool finished() const { return false; }
  bool act(const Gesture&) { return false; }
  void describe(Snapshot& snapshot, const ApproximationSettings& settings, const CurveTarget& target) const;

  auto state() const {
    return std::tuple(std::tie(used_, trained_), unhashed(full_), unhashed(target_), unhashed(values_),
                      unhashed(kink_values_));
  }

 private:
  static constexpr std::size_t kPlaces = 257;
  static constexpr int kUpdates = 30;  // a step
  static constexpr std::size_t kWidths = 64;

  void build();
  nn::ReluSum built_by(KnotRule rule, int width) const;
  void describe_parts(Plane& plane) const;
  void describe_errors(Plane& plane) const;

  Range interval_;
  int width_;
  int used_ = 0;
  std::vector<double> places_, target_;  // kPlaces
  nn::ReluSum full_;
  std::vector<double> values_;                           // of the ReLUs used so far, at all places
  std::vector<double> kink_values_;                      // at the kinks used
  std::array<std::array<double, kWidths>, 2> errors_{};  // of both rules with 1, 2, … ReLUs
  TrainedCurve trained_;
};

}  // namespace lectern
