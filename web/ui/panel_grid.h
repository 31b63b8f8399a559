#pragma once

#include "web/ui/ui_context.h"

namespace lectern {

// The panels of the demo that is open: in a grid that fits the centre, with the others behind a line of titles; one of
// them alone; or on narrow screens in a column that scrolls. Presenting, the most important stand large under the name
// of the demo, the others on further pages.
void draw_panel_grid(UiContext& context, const Box& box);

// The panel that has the most room: the one a stop names first, otherwise the heaviest; null: there is none.
const Panel* lead_panel(const UiContext& context);

// How many pages of panels there are while presenting.
std::size_t page_count(const UiContext& context);

// While presenting: the name of the demo and of its stop; which page is seen and what comes next.
struct PresentedHeadline {
  std::string title, note;
};
PresentedHeadline presented_headline(const UiContext& context);

// Under which UiState::view_states keeps what was set by hand in a panel.   side  0: of the first run, 1: of the one
// beside
std::string view_key(const ExperimentInfo& demo, const Panel& panel, int side);
std::string view_key(std::string_view demo, std::string_view panel, const PanelContent& content, int side);

}  // namespace lectern
