#include "core/lab/drawn_points.h"

#include <doctest/doctest.h>

using namespace lectern;

TEST_CASE("points are added, moved, removed and cleared in the order drawn") {
  std::vector<DrawnPoint> points;
  CHECK(apply_gesture(PointAdded{{1, 2, 0}}, points));
  CHECK(apply_gesture(PointAdded{{3, 4, 1}}, points));
  CHECK(apply_gesture(PointMoved{0, 5, 6}, points));
  CHECK(points == std::vector<DrawnPoint>{{5, 6, 0}, {3, 4, 1}});
  CHECK(apply_gesture(PointRemoved{0}, points));
  CHECK(points == std::vector<DrawnPoint>{{3, 4, 1}});
  CHECK(apply_gesture(PointsCleared{}, points));
  CHECK(points.empty());
}

TEST_CASE("gestures that name no point, are not about points, or draw too many change nothing") {
  std::vector<DrawnPoint> points(kMaximumDrawnPoints);
  const std::vector<DrawnPoint> before = points;
  CHECK_FALSE(apply_gesture(PointAdded{}, points));
  CHECK_FALSE(apply_gesture(PointMoved{-1, 0, 0}, points));
  CHECK_FALSE(apply_gesture(PointRemoved{static_cast<int>(kMaximumDrawnPoints)}, points));
  CHECK_FALSE(apply_gesture(LatentPicked{}, points));
  CHECK(points == before);
}
