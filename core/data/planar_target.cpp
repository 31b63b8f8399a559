#include "core/data/planar_target.h"

#include <algorithm>

#include "core/data/landmarks.h"

namespace lectern::data {
namespace {

constexpr int kLandmarks = 20;

Matrix<float> own_mixture(ConstMatrixView<float> centres, const PlanarTargetSpec& spec, Rng& rng) {
  Matrix<float> points(centres.rows > 0 ? spec.n : 0, 2);
  for (std::ptrdiff_t i = 0; i < points.rows(); ++i)
    for (std::ptrdiff_t c = 0; c < 2; ++c)
      points(i, c) = centres(i % centres.rows, c) + static_cast<float>(spec.width * rng.normal());
  return points;
}

}  // namespace

PlanarTarget make_planar_target(const PlanarTargetSpec& spec, ConstMatrixView<float> own_centres, Rng& rng) {
  PlanarTarget target;
  target.radius = 3 * spec.width;
  switch (spec.kind) {
    case TargetKind::ring:
      target.points = ring_of_gaussians(rng, spec.n, spec.width, spec.modes).X;
      target.centres = ring_centres(spec.modes);
      break;
    case TargetKind::grid:
      target.points = grid_of_gaussians(rng, spec.n, spec.width, spec.side).X;
      target.centres = grid_centres(spec.side);
      break;
    case TargetKind::spiral:
    case TargetKind::moons:
      target.points =
          (spec.kind == TargetKind::spiral ? spiral_density(rng, spec.n, spec.width) : moons(rng, spec.n, spec.width))
              .X;
      target.centres = farthest_rows(target.points, kLandmarks);
      target.radius = covering_radius(target.points, target.centres);
      target.has_modes = false;
      break;
    case TargetKind::drawn:
      target.points = own_mixture(own_centres, spec, rng);
      target.centres = Matrix<float>(own_centres.rows, 2);
      std::copy_n(own_centres.data, own_centres.size(), target.centres.data());
      break;
  }
  return target;
}

}  // namespace lectern::data
