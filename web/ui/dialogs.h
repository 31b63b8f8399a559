#pragma once

#include "web/ui/desk.h"

namespace lectern {

// The dialogs that lie over everything while they are open: sharing by link, and the list of keys.
void draw_share_dialog(Desk& desk);
void draw_help_dialog(Desk& desk);

}  // namespace lectern
