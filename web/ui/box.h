#pragma once

namespace lectern {

// A rectangle in screen pixels of Dear ImGui.
struct Box {
  float x = 0, y = 0, width = 0, height = 0;

  bool operator==(const Box&) const = default;

  float right() const { return x + width; }
  float bottom() const { return y + height; }
  Box inset(float by) const { return {x + by, y + by, width - 2 * by, height - 2 * by}; }
};

}  // namespace lectern
