#pragma once

#include "web/ui/box.h"

namespace lectern {

// Where the parts of the interface stand in a window of the given size.
struct Regions {
  bool narrow = false;  // side panels are drawers over the centre, the transport stands at the bottom
  Box transport;
  Box scrub;   // under the transport; above it on narrow screens
  Box demos;   // width 0: not shown
  Box lesson;  // beside the panels; on narrow screens a line above the scrub bar, unfolded over the lower part of them
  Box controls;
  Box centre;
};

// Which regions are to be shown.
struct ShownRegions {
  bool demos = true;
  bool controls = true;
  bool embedded = false;  // the transport, the centre and a lesson only
  bool lesson = false;    // of the demo that is open
  bool lesson_unfolded = false;
};

constexpr float kNarrowBelow_px = 700;  // logical

Regions divide_window(float width, float height, float scale, ShownRegions shown);

}  // namespace lectern
