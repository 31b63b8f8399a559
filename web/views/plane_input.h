#pragma once

#include "web/views/plot_frame.h"

namespace lectern {

// Whether the pointer is on something of the plane that is dragged or drawn, so that the plot must not pan.
// Asked before the plot is laid out, with the mapping of the frame before.
bool takes_drags(const Plane& plane, const ViewContext& context);

// Turns taps, drags, right clicks and long presses on the plot into gestures.
void handle_plane_input(const Plane& plane, const PlotFrame& frame, ViewContext& context);

// The row of classes a drawn point can have, an eraser, and a button that removes all points: its size, and itself with
// its upper left corner at `at`.
ImVec2 point_chips_size(const Plane& plane, const ViewContext& context);
void draw_point_chips(const Plane& plane, ImVec2 at, ViewContext& context);

}  // namespace lectern
