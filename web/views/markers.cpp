#include "web/views/markers.h"

namespace lectern {

void draw_marker(ImDrawList& list, ImVec2 c, const MarkerSketch& sketch) {
  const float r = sketch.radius, thick = r * 0.55f;
  const ImU32 color = sketch.color;
  switch (sketch.kind) {
    case Marker::circle: list.AddCircleFilled(c, r, color); break;
    case Marker::ring: list.AddCircle(c, r * 0.85f, color, 0, r * 0.45f); break;
    case Marker::square: list.AddRectFilled(c - ImVec2(r, r) * 0.88f, c + ImVec2(r, r) * 0.88f, color); break;
    case Marker::diamond:
      list.AddQuadFilled(c + ImVec2(0, -1.25f * r), c + ImVec2(1.25f * r, 0), c + ImVec2(0, 1.25f * r),
                         c + ImVec2(-1.25f * r, 0), color);
      break;
    case Marker::triangle:
      list.AddTriangleFilled(c + ImVec2(0, -1.1f * r), c + ImVec2(1.1f * r, 0.8f * r), c + ImVec2(-1.1f * r, 0.8f * r),
                             color);
      break;
    case Marker::cross:
      list.AddLine(c + ImVec2(-r, -r) * 0.8f, c + ImVec2(r, r) * 0.8f, color, thick);
      list.AddLine(c + ImVec2(-r, r) * 0.8f, c + ImVec2(r, -r) * 0.8f, color, thick);
      break;
    case Marker::plus:
      list.AddLine(c + ImVec2(-r, 0), c + ImVec2(r, 0), color, thick);
      list.AddLine(c + ImVec2(0, -r), c + ImVec2(0, r), color, thick);
      break;
  }
}

void add_marker_quad(ImDrawList& list, ImVec2 center, float extent, ImU32 color) {
  const ImVec2 min(center.x - extent, center.y - extent), max(center.x + extent, center.y + extent);
  list.PrimReserve(6, 4);
  list.PrimRectUV(min, max, {-extent, -extent}, {extent, extent}, color);
}

}  // namespace lectern
