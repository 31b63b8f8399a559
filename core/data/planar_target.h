#pragma once

#include <string_view>
#include <tuple>

#include "core/data/points.h"

namespace lectern::data {

// A law of the plane to be imitated: points drawn from it, and the places an imitation should not forget.
struct PlanarTarget {
  Matrix<float> points;   // n × 2
  Matrix<float> centres;  // modes × 2; landmarks where the law has no modes
  double radius = 0;      // so near to a centre a point is at home: 3 σ of a mode, or what a landmark stands for
  bool has_modes = true;

  auto state() const { return std::tie(points, centres, radius); }
};

struct PlanarTargetSpec {
  std::string_view id;  // "ring", "grid", "spiral" or "moons"; else centres of the caller's own
  int modes = 8;        // on the ring
  int side = 3;         // of the grid
  int n = 2000;
  double noise = 0.05;
};

// Draws the points of a target. For an unknown id they are a mixture of Gaussians of deviation `noise` around
// own_centres (k × 2), one after the other; none for k = 0.
PlanarTarget make_planar_target(const PlanarTargetSpec& spec, ConstMatrixView<float> own_centres, Rng& rng);

}  // namespace lectern::data
