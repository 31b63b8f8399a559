#pragma once

#include "web/ui/desk.h"

namespace lectern {

// The controls of the demo that is open, made from its schema: grouped, each with its help and a way back to the
// default.
void draw_controls_panel(Desk& desk, const Box& box);

}  // namespace lectern
