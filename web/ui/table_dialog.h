#pragma once

#include "web/ui/ui_context.h"

namespace lectern {

// The run whose table waits for a person's consent; null: none.
Session* shown_preview(Stage& stage);

// A table before it is used: its first lines, how it is read and why, what can be chosen about it. Enter uses it, Esc
// leaves it.
void draw_table_dialog(UiContext& context);

}  // namespace lectern
