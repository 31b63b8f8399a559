#pragma once

#include <array>
#include <vector>

#include "core/experiments/universal-approximation/approximation_settings.h"
#include "core/experiments/universal-approximation/curve_target.h"
#include "core/lab/snapshot.h"

namespace lectern {

// Pairs of steep sigmoids: each makes a bump, whose height is the mean of the curve there, or is set by dragging.
class BumpBuild {
 public:
  BumpBuild(const ApproximationSettings& settings, const CurveTarget& target, const Rng& rng);

  void adapt(const ApproximationSettings& settings, const CurveTarget& target);
  void step(const ApproximationSettings& settings, const CurveTarget& target);
  bool finished() const { return used_ == bumps_; }
  bool act(const Gesture& gesture);
  void describe(Snapshot& snapshot, const ApproximationSettings& settings, const CurveTarget& target) const;

  auto state() const {
    return std::tuple(std::tie(used_, heights_, is_dragged_), unhashed(places_), unhashed(target_), unhashed(values_));
  }

 private:
  static constexpr std::size_t kPlaces = 513;
  static constexpr std::size_t kMostBumps = 32;

  double edge(std::size_t bump, std::size_t bumps) const;
  double mean_height(std::size_t bump, std::size_t bumps) const;
  // What `used` of so many bumps of these heights give at place i.
  double sum(std::size_t i, std::span<const double> heights, std::size_t bumps, std::size_t used) const;
  void build();
  void measure();

  Range interval_;
  std::size_t bumps_, used_ = 0;
  double steepness_ = 1;  // in units of x
  std::vector<double> heights_;
  std::vector<int> is_dragged_;  // of each bump: its height was set by hand
  std::vector<double> places_, target_, values_;
  std::array<double, kMostBumps> errors_{};  // with 1, 2, … bumps of the right heights
};

}  // namespace lectern
