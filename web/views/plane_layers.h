#pragma once

#include "web/views/legend.h"
#include "web/views/plot_frame.h"

namespace lectern {

// Takes the content of a layer into the extents of the axes.
void take_extent(const PlaneLayer& layer, Extent& x, Extent& y);

// Uploads the fields and makes the contours anew if the panel's content has changed.
void prepare_layers(const Plane& plane, ViewContext& context);

// Draws one layer. field_number: how many fields came before; contrast: how strongly fields are coloured. Handles and
// drawn points being dragged follow the pointer.
void draw_layer(const PlaneLayer& layer, std::size_t index, std::size_t field_number, const PlotFrame& frame,
                ViewContext& context, float contrast);

}  // namespace lectern
