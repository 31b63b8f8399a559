#pragma once

#include "web/ui/ui_context.h"

namespace lectern {

// The dialogs that lie over everything while they are open: sharing by link, and the list of keys.
struct DialogLook {
  float width = 0;     // screen pixels
  bool sheet = false;  // over the whole window
  bool stays = false;  // a click beside it does not close it
};

// Begins a dialog in the middle of the window; false once it was closed. Ends with end_dialog() if true.
bool begin_dialog(UiContext& context, const char* title, bool& open, DialogLook look);
void end_dialog(bool open);

void draw_share_dialog(UiContext& context);
void draw_help_dialog(UiContext& context);

}  // namespace lectern
