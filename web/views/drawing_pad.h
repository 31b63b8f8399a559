#pragma once

#include "web/views/drawing.h"

namespace lectern {

// Makes a tile a pad: a press and drag on it sends strokes in the tile's own pixels; pen, rubber and "clear" in the
// area of the tools.
void handle_drawing_pad(const Tile& tile, const Area& picture, const Area& tools, ViewContext& context);

}  // namespace lectern
