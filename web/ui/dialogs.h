#pragma once

#include "web/ui/ui_context.h"

namespace lectern {

// The dialogs that lie over everything while they are open: sharing by link, and the list of keys.
void draw_share_dialog(UiContext& context);
void draw_help_dialog(UiContext& context);

}  // namespace lectern
