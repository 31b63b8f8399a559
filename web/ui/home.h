#pragma once

#include "core/lab/experiment.h"
#include "web/ui/ui_context.h"

namespace lectern {

// The page while no demo is open: the reader's last states and, lecture by lecture, a tile for each demo. Draws into
// the current window, which scrolls, from the cursor down.
void draw_home(UiContext& context, const Box& box);

// What is left free at each side of a window `width` wide.
float home_margin(const UiContext& context, float width);

// The field that searches the demos of the home page, `width` wide at the cursor.
void draw_home_search(UiContext& context, float width);

}  // namespace lectern
