#pragma once

#include "web/ui/desk.h"

namespace lectern {

// A button with everything for comparing runs: pin this one, put a second beside it, and what is pinned, to unpin it.
void draw_compare_button(Desk& desk);

// The same as rows of a menu that is open.
void draw_compare_entries(Desk& desk);

}  // namespace lectern
