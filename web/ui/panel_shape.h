#pragma once

#include "core/lab/panel.h"
#include "web/look/theme.h"
#include "web/ui/grid_packing.h"
#include "web/views/view_state.h"

namespace lectern {

// What stands around a panel's content, in logical px.
constexpr float kPanelSide_px = 10, kPanelFoot_px = 8;

// The shape a panel wants: a square plane with its legend and colour scale, wide curves, a list by its lines.
//   state   what is known of it from the frame before; of lists, their heights are kept there
//   header  height of the title bar, in screen px
PackedItem shape_of(const Panel& panel, const Theme& theme, ViewState& state, float header);

// All panels by importance: the one that leads, then those called, then the others by their weights, numbers before
// pictures of the same weight.
//   lead    id; empty or unknown: the heaviest
//   called  ids
std::vector<std::size_t> by_importance(const ReusableList<Panel>& panels, std::string_view lead,
                                       std::span<const std::string> called);

}  // namespace lectern
