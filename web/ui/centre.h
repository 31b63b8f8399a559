#pragma once

#include "web/ui/ui_context.h"

namespace lectern {

// The middle of the window: messages as banners, below them the panels, or a choice of demos while none is open.
void draw_centre(UiContext& context, const Box& box);

}  // namespace lectern
