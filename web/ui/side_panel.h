#pragma once

#include "web/ui/ui_context.h"

namespace lectern {

// Begins a window that fills `box` at a side of the screen. The list of demos is a drawer over the centre, with a shade
// behind it that closes it when tapped; on narrow screens the controls are a sheet under what they change.
// end_side_panel() belongs to every begin, whatever it returned.
bool begin_side_panel(UiContext& context, const char* name, const Box& box, Drawer drawer);
void end_side_panel();

}  // namespace lectern
