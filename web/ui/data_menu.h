#pragma once

#include "web/ui/ui_context.h"

namespace lectern {

// A button with the other demos that open on the data of this run: its examples, the points drawn and the files given.
// Nothing where there are none, or the run is not about these data.
void draw_data_menu(UiContext& context);

}  // namespace lectern
