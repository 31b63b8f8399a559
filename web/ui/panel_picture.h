#pragma once

#include "web/ui/ui_context.h"

namespace lectern {

// The picture of one panel alone, over the whole window, for the tiles of the home page: of a plot the plot area
// without its axes, names and legend. Takes a few frames to fit (UiState::panel_picture).
void draw_panel_picture(UiContext& context);

}  // namespace lectern
