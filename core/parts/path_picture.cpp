#include "core/parts/path_picture.h"

#include <limits>

namespace lectern {
namespace {

constexpr float kGap = std::numeric_limits<float>::quiet_NaN();

// Whether a path turns at b by more than a right angle. Two lines are drawn there: one line through so sharp a corner
// would be thinned.
bool turns_back(const Trail::Place& a, const Trail::Place& b, const Trail::Place& c) {
  return (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) < 0;
}

}  // namespace

void add_path(Plane& plane, std::string_view label, const Trail& trail, ColorRole color, bool broken_off) {
  LineLayer& line = plane.line(label, Places(), {.color = color});
  for (std::size_t i = 0; i < trail.size(); ++i) {
    line.x.push_back(trail[i].x);
    line.y.push_back(trail[i].y);
    if (i == 0 || i + 1 == trail.size() || !turns_back(trail[i - 1], trail[i], trail[i + 1])) continue;
    line.x.insert(line.x.end(), {kGap, trail[i].x});
    line.y.insert(line.y.end(), {kGap, trail[i].y});
  }
  const Trail::Place& head = trail.last();
  if (broken_off)
    plane.point("", head.x, head.y, {.color = color, .marker = Marker::cross, .size_px = 7});
  else
    plane.point("", head.x, head.y, {.color = color, .size_px = 5});
}

}  // namespace lectern
