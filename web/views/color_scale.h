#pragma once

#include "web/views/drawing.h"

namespace lectern {

// Width taken by a colour scale beside a picture.
float color_scale_width(const ViewContext& context);

// The colour map as a narrow upright bar in `box`, with the values at its ends and at round numbers between.
void draw_color_scale(const ViewContext& context, const Area& box, ColorMap map, Range range, float contrast);

// A scale in a line of text: low end, colours, high end. Starts at `at`, centred on at.y; returns its width.
float draw_flat_scale(const ViewContext& context, ImVec2 at, ColorMap map, Range range);
float flat_scale_width(const ViewContext& context, Range range);

}  // namespace lectern
