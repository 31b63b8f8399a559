#pragma once

#include "web/views/drawing.h"

namespace lectern {

// Width taken by a colour scale beside a picture.
float color_scale_width(const ViewContext& context);

// The colour map as a narrow upright bar in `box`, with the values at its ends and at round numbers between.
void draw_color_scale(const ViewContext& context, const Area& box, ColorMap map, Range range, float contrast);

}  // namespace lectern
