#pragma once

#include "web/views/legend.h"
#include "web/views/plot_frame.h"

namespace lectern {

// Takes the content of a layer into the extents of the axes.
void take_extent(const PlaneLayer& layer, Extent& x, Extent& y);

// Uploads the fields and makes the contours anew if the panel's content has changed.
void prepare_layers(const Plane& plane, ViewContext& context);

// How many pictures of the panel's sheet belong to a layer.
std::size_t pictures_of(const PlaneLayer& layer);

// Draws one layer. picture: the first of its pictures; contrast: how strongly fields are coloured. Handles and drawn
// points being dragged follow the pointer.
void draw_layer(const PlaneLayer& layer, std::size_t index, std::size_t picture, const PlotFrame& frame,
                ViewContext& context, float contrast);

// Where a handle at a place of the plane is drawn and caught: inside of the edge of the picture if it lies there or
// outside.   scale  of the interface
ImVec2 handle_place(const PlotMap& map, const Area& area, ImVec2 place, float scale);

// The name of a vertical rule, beside its upper end; names that would meet stand below each other.
void draw_rule_name(const RuleLayer& layer, const PlotFrame& frame, ViewContext& context);

// Clipped to what is seen of the plane; along a logarithmic axis a straight line is bent.
void draw_straight(const StraightLayer& layer, const PlotFrame& frame, ImU32 color, float width);
void draw_ellipse_outlines(const EllipsesLayer& layer, const PlotFrame& frame, const ViewContext& context,
                           float strength);

}  // namespace lectern
