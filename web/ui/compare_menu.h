#pragma once

#include "web/ui/ui_context.h"

namespace lectern {

// A button with everything for comparing runs: pin this one, put a second beside it, and what is pinned, to unpin it.
void draw_compare_button(UiContext& context);

// The same as rows of a menu that is open.
void draw_compare_entries(UiContext& context);

}  // namespace lectern
