#pragma once

#include "web/ui/ui_context.h"

namespace lectern {

// The run's past as a bar from step 0 to the furthest step reached: dragged, it takes the run there, and playing goes
// on from there. Short ticks are steps that are back at once, dots are changes made on the way.
void draw_scrub_bar(UiContext& context, const Box& box);

}  // namespace lectern
