#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <imgui.h>

namespace lectern::gl {

struct Pixels {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgba;  // height × width × 4, row 0 at the top; empty if there is no memory for them
};

// Draws a rectangle (logical px) of the described frame beside the screen, `ratio` pixels to a logical one, less where
// the graphics card has no room for so many.
Pixels draw_offscreen(ImDrawData& data, ImVec2 low, ImVec2 high, float ratio, ImU32 ground);

}  // namespace lectern::gl
