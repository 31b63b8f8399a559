#include "core/lab/drawn_points.h"

#include <cstddef>

namespace lectern {
namespace {

struct Apply {
  std::vector<DrawnPoint>& points;

  bool has(int index) const { return index >= 0 && static_cast<std::size_t>(index) < points.size(); }

  bool operator()(const PointAdded& added) const {
    if (points.size() >= kMaximumDrawnPoints) return false;
    points.push_back(added.point);
    return true;
  }
  bool operator()(const PointMoved& moved) const {
    if (!has(moved.index)) return false;
    DrawnPoint& point = points[static_cast<std::size_t>(moved.index)];
    point.x = moved.x;
    point.y = moved.y;
    return true;
  }
  bool operator()(const PointRemoved& removed) const {
    if (!has(removed.index)) return false;
    points.erase(points.begin() + removed.index);
    return true;
  }
  bool operator()(const PointsCleared&) const {
    points.clear();
    return true;
  }
  template <typename Other>
  bool operator()(const Other&) const {
    return false;
  }
};

}  // namespace

bool apply_gesture(const Gesture& gesture, std::vector<DrawnPoint>& points) {
  return std::visit(Apply{points}, gesture);
}

}  // namespace lectern
