#pragma once

#include <vector>

#include "core/experiments/universal-approximation/approximation_settings.h"
#include "core/experiments/universal-approximation/curve_target.h"
#include "core/lab/history.h"
#include "core/lab/planar_grid.h"
#include "core/lab/snapshot.h"

namespace lectern {

// A function of two inputs built of towers over the cells of a chessboard, the tallest first.
class TowerBuild {
 public:
  TowerBuild(const ApproximationSettings& settings, const CurveTarget& target, const Rng& rng);

  void adapt(const ApproximationSettings& settings, const CurveTarget& target);
  void step(const ApproximationSettings& settings, const CurveTarget& target);
  bool finished() const { return used_ == order_.size(); }
  bool act(const Gesture&) { return false; }
  void describe(Snapshot& snapshot, const ApproximationSettings& settings, const CurveTarget& target) const;

  auto state() const {
    return std::tuple(std::tie(used_), unhashed(order_), unhashed(heights_), unhashed(target_), unhashed(values_),
                      unhashed(bumps_), unhashed(errors_));
  }

 private:
  static constexpr int kSide = 64;  // of the picture
  void add(std::size_t cell);

  PlanarGrid grid_;
  std::size_t side_, used_ = 0;
  bool second_layer_ = true;
  double steepness_ = 1;
  std::vector<std::size_t> order_;  // numbers of cells
  std::vector<double> heights_;     // of cells, row by row
  std::vector<double> target_, values_;
  std::vector<double> bumps_;  // side × kSide: bump b at place i of either axis
  History errors_{1};
};

}  // namespace lectern
