#pragma once

#include "core/lab/panel.h"
#include "web/views/legend.h"
#include "web/views/panel_view.h"
#include "web/views/plot_frame.h"

// The lines of a comparable plane: those of the present run, and paler those of earlier runs, its ghosts.
namespace lectern {

// The line that layer i is; null for other layers.
const LineLayer* line_at(const Plane& plane, std::size_t i);

// The legend's entry that switches layer i: its own, or of ghosts one for all of their run.
int legend_bit(const Plane& plane, std::size_t i);
bool is_layer_hidden(const Plane& plane, std::size_t i, const ViewContext& context);

void draw_ghost(const Plane& plane, std::size_t i, const PlotFrame& frame, const ViewContext& context);

// Each earlier run once, by what was different in it.
void add_ghosts_to_legend(const Plane& plane, Legend& legend, const ViewContext& context);

// The number of a line for its entry in the legend: at Plane::read_at, else the last; nothing where there is none.
std::string_view value_for_legend(const Plane& plane, const LineLayer& line, NumberText& room);

// All lines at the pointer's place on the horizontal axis.
void draw_lines_read_out(const Plane& plane, const PlotFrame& frame, const ViewContext& context);

bool y_is_logarithmic(const Plane& plane, const PlotView& view);
// A switch between a linear and a logarithmic vertical axis, where the axis can have both; it ends at `right_top`.
bool has_scale_switch(const Plane& plane);
void draw_scale_switch(const Plane& plane, ImVec2 right_top, ViewContext& context);

}  // namespace lectern
