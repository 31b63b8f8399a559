#pragma once

#include "web/ui/ui_context.h"

namespace lectern {

// The controls of the demo that is open, made from its schema: grouped, each with its help and a way back to the
// default.
void draw_controls_panel(UiContext& context, const Box& box);

}  // namespace lectern
