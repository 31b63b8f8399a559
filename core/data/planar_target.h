#pragma once

#include <array>
#include <tuple>

#include "core/data/points.h"
#include "core/math/named_enum.h"

namespace lectern::data {

// A law of the plane to be imitated: points drawn from it, and the places an imitation should not forget.
struct PlanarTarget {
  Matrix<float> points;   // n × 2
  Matrix<float> centres;  // modes × 2; landmarks where the law has no modes
  double radius = 0;      // a point this near to a centre belongs to it: 3 σ of a mode, or what a landmark stands for
  bool has_modes = true;

  auto state() const { return std::tie(points, centres, radius); }
};

enum class TargetKind { ring, grid, spiral, moons, drawn };

inline constexpr std::array<Named<TargetKind>, 5> kTargetKinds{{
    {TargetKind::ring, "ring", "Ring of Gaussians"},
    {TargetKind::grid, "grid", "Grid of Gaussians"},
    {TargetKind::spiral, "spiral", "Spiral"},
    {TargetKind::moons, "moons", "Two moons"},
    {TargetKind::drawn, "drawn", "My own points"},
}};

struct PlanarTargetSpec {
  TargetKind kind = TargetKind::ring;
  int modes = 8;  // on the ring
  int side = 3;   // of the grid
  int n = 2000;
  double width = 0.05;
};

// Draws the points of a target. Of the kind `drawn` they are a mixture of Gaussians of deviation `width` around
// own_centres (k × 2), one after the other; none for k = 0.
PlanarTarget make_planar_target(const PlanarTargetSpec& spec, ConstMatrixView<float> own_centres, Rng& rng);

}  // namespace lectern::data
