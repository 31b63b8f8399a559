#pragma once

#include <functional>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/lab/panel.h"
#include "core/math/state.h"

namespace lectern {

// A cost over the plane of two weights, seen from above.
class CostSurface {
 public:
  // excess(w₁, w₂) ≥ 0: the cost above its least value.
  void compute(const PlanarGrid& grid, const std::function<double(double, double)>& excess);

  const PlanarGrid& grid() const { return grid_; }

  // Appends offset + scale · excess as a heat map, and its contours, each at half the distance from the minimum
  // of the one around it.
  void describe(Plane& plane, std::string_view label, double offset = 0, double scale = 1) const;

  // A picture: no later step depends on it.
  auto state() const { return std::tuple(unhashed(excess_)); }

 private:
  PlanarGrid grid_;
  std::vector<float> excess_;  // cells
  float largest_ = 0;
};

}  // namespace lectern
