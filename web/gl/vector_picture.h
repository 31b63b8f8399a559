#pragma once

#include <string>

#include <imgui.h>

#include "web/look/theme.h"

namespace lectern::gl {

// The SVG of a rectangle (logical px) of the frame just described, read from Dear ImGui's draw lists: letters become
// <text>, lines paths with a stroke, areas paths with a fill, and what shaders draw (fields, pictures) embedded PNGs.
// The frame must have been described without smoothed edges, else a line is a mesh of its shades.
// Uses the graphics card for the embedded pictures.
std::string svg_of_region(ImDrawData& data, const Theme& theme, ImVec2 low, ImVec2 high, const std::string& title);

}  // namespace lectern::gl
