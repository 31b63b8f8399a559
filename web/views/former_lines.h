#pragma once

#include "core/lab/panel.h"
#include "web/views/legend.h"
#include "web/views/plot_frame.h"

// What the lines of a plane were before a person changed something: drawn pale below the present ones.
namespace lectern {

constexpr int kFormerBit = 63;  // of PlotView::hidden_entries

// Whether any former line differs from the present one.
bool has_former_lines(const ViewContext& context);
void draw_former_lines(const PlotFrame& frame, ViewContext& context);
void add_former_to_legend(Legend& legend, const ViewContext& context);

}  // namespace lectern
