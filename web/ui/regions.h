#pragma once

#include "web/ui/box.h"

namespace lectern {

// Where the parts of the interface stand in a window of the given size.
struct Regions {
  // The list of demos is a drawer over the centre, the controls are a sheet over its lower part, the transport stands
  // at the bottom.
  bool narrow = false;
  Box transport;
  Box scrub;   // under the transport; above it on narrow screens
  Box demos;   // a drawer over the centre; width 0: there is none
  Box lesson;  // beside the panels; on narrow screens a line above the scrub bar, unfolded over the lower part of them
  Box controls;  // width 0: not shown
  Box centre;
};

// Which regions are to be shown.
struct ShownRegions {
  bool home = false;  // no demo is open: a bar at the top, in the place of the transport, and the centre
  bool controls = true;
  bool embedded = false;  // the transport, the centre and a lesson only
  bool lesson = false;    // of the demo that is open
  bool lesson_unfolded = false;
};

constexpr float kNarrowBelow_px = 700;  // logical

Regions divide_window(float width, float height, float scale, ShownRegions shown);

}  // namespace lectern
