#pragma once

#include "web/ui/ui_context.h"

namespace lectern {

// Where a demo trains networks: saves them, as they are now, as files for other programs.
void draw_network_menu(UiContext& context);

}  // namespace lectern
