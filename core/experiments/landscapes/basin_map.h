#pragma once

#include <cstddef>
#include <tuple>
#include <vector>

#include "core/lab/panel.h"
#include "core/math/state.h"
#include "core/ml/nn/optimizer.h"
#include "core/parts/surface_picture.h"

namespace lectern {

// Descents by one method from everywhere in the window of a surface of two variables at once, and where they have got
// to: which minimum is reached from which start. A picture beside a race; nothing depends on it.
class BasinMap {
 public:
  // Nothing is computed where it is off, or the surface is a curve.   picture  outlives the map and its copies
  BasinMap(const SurfacePicture& picture, bool is_on, const nn::OptimizerSpec& method = {});

  bool is_on() const { return !places_.empty(); }
  // One step of every descent with the constants of `method`, whose kind stays; those that have left for good stay
  // where they are.
  void step(const nn::OptimizerSpec& method);

  // The share of the starts whose descent is at one of the lowest minima now.
  double share_at_lowest() const;

  // Sets the axes and appends, for each start, the minimum nearest to its descent, paler while that is on its way; of
  // more than kMostMinima the height of its descent.
  void describe(Plane& plane) const;

  static constexpr std::size_t kMostMinima = 9;
  auto state() const { return std::tuple(unhashed(places_), unhashed(gradients_), unhashed(optimizer_)); }

 private:
  const Surface& surface() const { return picture_->surface(); }
  std::span<const double> place(std::size_t i) const { return {places_.data() + 2 * i, 2}; }
  // Near enough to a minimum to have arrived.
  bool has_arrived(std::size_t i) const;

  const SurfacePicture* picture_;
  PlanarGrid grid_;                // of the starts
  std::vector<double> places_;     // where they have got to, starts × 2; empty: off
  std::vector<double> gradients_;  // of the last step, starts × 2
  nn::Optimizer<double> optimizer_;
};

}  // namespace lectern
