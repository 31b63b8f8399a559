#pragma once

#include "web/ui/ui_context.h"

namespace lectern {

// The panels of the demo that is open: in a grid that fits the centre, one of them alone, or on narrow screens in a
// column that scrolls.
void draw_panel_grid(UiContext& context, const Box& box);

// Under which UiState::view_states keeps what was set by hand in a panel.   side  0: of the first run, 1: of the one
// beside
std::string view_key(const ExperimentInfo& demo, const Panel& panel, int side);

}  // namespace lectern
