#pragma once

#include "web/ui/ui_context.h"

namespace lectern {

// The panels of the demo that is open: in a grid that fits the centre, one of them alone, or on narrow screens in a
// column that scrolls.
void draw_panel_grid(UiContext& context, const Box& box);

}  // namespace lectern
