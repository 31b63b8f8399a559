#include "web/app/two_fingers.h"

#include <algorithm>
#include <cmath>

namespace lectern {

namespace {

constexpr float kLeastDistance_px = 16;  // closer fingers cannot be told apart: their distance would jump

}  // namespace

void TwoFingers::touch(std::int64_t finger, float x, float y) {
  const auto known =
      std::find_if(fingers_.begin(), fingers_.end(), [finger](const Finger& f) { return f.id == finger; });
  if (known != fingers_.end()) {
    known->x = x;
    known->y = y;
    return;
  }
  fingers_.push_back({finger, x, y});
  if (fingers_.size() == 2) begin_pinch();
}

void TwoFingers::lift(std::int64_t finger) {
  std::erase_if(fingers_, [finger](const Finger& f) { return f.id == finger; });
  if (fingers_.size() >= 2) begin_pinch();
}

float TwoFingers::distance() const {
  return std::max(std::hypot(fingers_[0].x - fingers_[1].x, fingers_[0].y - fingers_[1].y), kLeastDistance_px);
}

void TwoFingers::begin_pinch() {
  before_x_ = middle_x();
  before_y_ = middle_y();
  before_distance_ = distance();
}

Pinch TwoFingers::take_pinch() {
  if (count() < 2) return {};
  Pinch pinch{middle_x(), middle_y(), middle_x() - before_x_, middle_y() - before_y_, distance() / before_distance_};
  begin_pinch();
  return pinch;
}

}  // namespace lectern
