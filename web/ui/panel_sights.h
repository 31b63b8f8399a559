#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/lab/panel_sight.h"
#include "web/model/session.h"
#include "web/ui/ui_context.h"

namespace lectern {

// Shows the panels of a demo that is being opened as the sights say, all others whole and from the usual place.
void open_sights(UiState& ui, std::string_view demo, std::span<const PanelSight> sights);

// How the panels of the run are looked at where that was chosen by hand. Of panels that are not shown at present, what
// was known of them before stays.
std::vector<PanelSight> sights_of(const UiState& ui, const Session& session, std::span<const PanelSight> before);

}  // namespace lectern
