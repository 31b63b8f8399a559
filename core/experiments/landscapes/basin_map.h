#pragma once

#include <cstddef>
#include <tuple>
#include <vector>

#include "core/lab/panel.h"
#include "core/math/state.h"
#include "core/parts/surface_picture.h"

namespace lectern {

// Gradient descents from everywhere in the window of a surface of two variables at once, and where they have got to:
// which minimum is reached from which start. A picture beside a race; nothing depends on it.
class BasinMap {
 public:
  // Nothing is computed where it is off, or the surface is a curve.   picture  outlives the map and its copies
  BasinMap(const SurfacePicture& picture, bool is_on);

  bool is_on() const { return !places_.empty(); }
  // One step of every descent against its gradient; those that have left for good stay where they are.
  void step(double learning_rate);

  // The share of the starts whose descent is at one of the lowest minima now.
  double share_at_lowest() const;

  // Sets the axes and appends, for each start, the minimum nearest to its descent, paler while that is on its way; of
  // more than kMostMinima the height of its descent.
  void describe(Plane& plane) const;

  static constexpr std::size_t kMostMinima = 9;
  auto state() const { return std::tuple(unhashed(places_)); }

 private:
  const Surface& surface() const { return picture_->surface(); }
  std::span<const double> place(std::size_t i) const { return {places_.data() + 2 * i, 2}; }
  // Near enough to a minimum to have arrived.
  bool has_arrived(std::size_t i) const;

  const SurfacePicture* picture_;
  PlanarGrid grid_;             // of the starts
  std::vector<double> places_;  // where they have got to, starts × 2; empty: off
};

}  // namespace lectern
