#include "core/data/planar_target.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace lectern;
using namespace lectern::data;

namespace {

double distance_to_centres(const PlanarTarget& target, std::ptrdiff_t row) {
  double least = INFINITY;
  for (std::ptrdiff_t m = 0; m < target.centres.rows(); ++m)
    least = std::min(least, std::hypot(double{target.points(row, 0)} - target.centres(m, 0),
                                       double{target.points(row, 1)} - target.centres(m, 1)));
  return least;
}

}  // namespace

TEST_CASE("nearly all points of a target belong to one of its centres") {
  Matrix<float> own(2, 2);
  own(1, 0) = 1;
  for (const Named<TargetKind>& named : kTargetKinds) {
    INFO(named.id);
    Rng rng(3);
    const PlanarTarget target = make_planar_target({named.value, 8, 3, 500, 0.05}, own, rng);
    REQUIRE(target.points.rows() == 500);
    int near = 0;
    for (std::ptrdiff_t i = 0; i < 500; ++i) near += distance_to_centres(target, i) <= target.radius;
    CHECK(near >= 485);
  }
}

TEST_CASE("a target has its modes, its landmarks, or the caller's centres") {
  Rng rng(3);
  CHECK(make_planar_target({TargetKind::ring, 5, 3, 10, 0.1}, {}, rng).centres.rows() == 5);
  CHECK(make_planar_target({TargetKind::grid, 5, 4, 10, 0.1}, {}, rng).centres.rows() == 16);
  CHECK_FALSE(make_planar_target({TargetKind::spiral, 5, 4, 100, 0.1}, {}, rng).has_modes);
  CHECK(make_planar_target({TargetKind::drawn, 5, 4, 10, 0.1}, {}, rng).points.rows() == 0);
}
