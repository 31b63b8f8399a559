#pragma once

#include <span>

#include "web/views/plot_frame.h"

namespace lectern {

// The line through (x_i, y_i), broken at numbers that are not finite. Where several points share a column of pixels,
// only the column's first, lowest, highest and last are drawn: a curve of many thousand points costs no more than the
// width of the plot and looks the same.
void draw_series(const PlotFrame& frame, std::span<const float> x, std::span<const float> y, ImU32 color, float width,
                 bool dashed);

// The area between two curves.
void draw_band(const PlotFrame& frame, std::span<const float> x, std::span<const float> low,
               std::span<const float> high, ImU32 color);

void draw_arrows(const PlotFrame& frame, const ArrowsLayer& arrows, ImU32 color, float width);

}  // namespace lectern
