#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "web/views/pinch.h"

namespace lectern {

// Follows the fingers on the screen; the first two make a pinch. Places in logical px.
class TwoFingers {
 public:
  void touch(std::int64_t finger, float x, float y);  // comes down or moves
  void lift(std::int64_t finger);

  std::size_t count() const { return fingers_.size(); }
  // Between the first two fingers; asked only while there are two.
  float middle_x() const { return (fingers_[0].x + fingers_[1].x) / 2; }
  float middle_y() const { return (fingers_[0].y + fingers_[1].y) / 2; }
  // What happened since this was asked last.
  Pinch take_pinch();

 private:
  struct Finger {
    std::int64_t id;
    float x, y;
  };
  float distance() const;
  // What comes now is measured from here.
  void begin_pinch();

  std::vector<Finger> fingers_;  // in the order in which they came down
  float before_x_ = 0, before_y_ = 0, before_distance_ = 1;
};

}  // namespace lectern
