#pragma once

#include <array>
#include <vector>

#include "core/experiments/universal-approximation/approximation_settings.h"
#include "core/experiments/universal-approximation/curve_target.h"
#include "core/lab/snapshot.h"

namespace lectern {

// A sawtooth made by folding, layer upon layer, against one wide layer with as many parameters: both built by hand, and
// both trained from a random start.
class FoldRace {
 public:
  FoldRace(const ApproximationSettings& settings, const CurveTarget& target, const Rng& rng);

  void adapt(const ApproximationSettings&, const CurveTarget&) {}
  void step(const ApproximationSettings& settings, const CurveTarget& target);
  bool finished() const { return false; }
  bool act(const Gesture&) { return false; }
  void describe(Snapshot& snapshot, const ApproximationSettings& settings, const CurveTarget& target) const;

  auto state() const {
    return std::tuple(std::tie(folds_, wide_trained_, deep_trained_), unhashed(places_), unhashed(target_),
                      unhashed(deep_), unhashed(wide_));
  }

 private:
  static constexpr std::size_t kPlaces = 257;
  static constexpr int kUpdates = 10;  // a step
  static constexpr int kMostDepth = 6;

  int width() const { return 2 * depth_; }
  void build();

  int depth_, folds_ = 0;
  std::vector<double> places_, target_;
  std::vector<double> deep_;  // after the folds so far
  std::vector<double> wide_;  // one layer built by hand
  TrainedCurve wide_trained_, deep_trained_;
};

}  // namespace lectern
