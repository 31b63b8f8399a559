#pragma once

#include <span>
#include <string_view>

#include "core/lab/panel.h"

namespace lectern {

// Overwrites everything of an Images panel but its tiles: nothing to pick, nothing to draw on.
void set_images(Images& images, ColorMap map, int columns);

// Appends a picture of height × width values, row 0 at the top. A range of low == high fits itself.
Tile& add_tile(Images& images, std::string_view label, std::span<const float> values, int height, int width,
               Range color);

}  // namespace lectern
