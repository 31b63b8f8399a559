#pragma once

#include <span>

#include "web/views/drawing.h"

namespace lectern {

struct MarkerSketch {
  Marker kind = Marker::circle;
  float radius = 4;
  ImU32 color = 0;
};

// One marker, drawn with Dear ImGui's own primitives: for legends and single points.
void draw_marker(ImDrawList& list, ImVec2 center, const MarkerSketch& sketch);

// Between begin_markers and end of gl::Pictures: one quad that the marker shader fills. extent: half its side.
void add_marker_quad(ImDrawList& list, ImVec2 center, float extent, ImU32 color);

}  // namespace lectern
