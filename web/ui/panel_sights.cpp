#include "web/ui/panel_sights.h"

#include <algorithm>
#include <optional>
#include <string>
#include <variant>

#include "web/ui/panel_grid.h"

namespace lectern {
namespace {

std::optional<PanelSight> sight_of(const Panel& panel, const ViewState& state) {
  if (std::holds_alternative<Cloud>(panel.content)) {
    const CloudCamera& camera = state.cloud.camera;
    if (camera == CloudCamera{}) return std::nullopt;
    return rounded_sight({panel.id, {camera.yaw, camera.pitch, camera.zoom}});
  }
  if (!state.plot.chosen_by_hand) return std::nullopt;
  const PlotLimits& window = state.plot.chosen;
  return rounded_sight({panel.id, {window.x_low, window.x_high, window.y_low, window.y_high}});
}

}  // namespace

void open_sights(UiState& ui, std::string_view demo, std::span<const PanelSight> sights) {
  const std::string of_demo(std::string(demo) + "/");
  for (auto& [key, state] : ui.view_states) {
    if (!key.starts_with(of_demo)) continue;
    state.plot.chosen_by_hand = false;
    state.cloud.camera = {};
  }
  const auto state_of = [&](const PanelSight& sight, const PanelContent& content) -> ViewState& {
    return ui.view_states[view_key(demo, sight.panel, content, 0)];
  };
  for (const PanelSight& sight : sights) {
    const std::vector<double>& n = sight.numbers;
    if (sight.is_camera()) {
      CloudCamera& camera = state_of(sight, Cloud{}).cloud.camera;
      camera.turn(static_cast<float>(n[0]) - camera.yaw, static_cast<float>(n[1]) - camera.pitch);
      camera.magnify(static_cast<float>(n[2]) / camera.zoom);
      continue;
    }
    // Which kind of plot the panel holds is known once it is drawn.
    for (const PanelContent& content : {PanelContent(Plane{}), PanelContent(Distribution{}), PanelContent(Tree{})}) {
      PlotView& plot = state_of(sight, content).plot;
      plot.limits = plot.chosen = {n[0], n[1], n[2], n[3]};
      plot.chosen_by_hand = plot.chosen_elsewhere = true;
    }
  }
}

std::vector<PanelSight> sights_of(const UiState& ui, const Session& session, std::span<const PanelSight> before) {
  std::vector<PanelSight> sights;
  const ReusableList<Panel>& panels = session.snapshot().panels;
  for (const PanelSight& known : before) {
    const bool is_shown =
        std::any_of(panels.begin(), panels.end(), [&](const Panel& panel) { return panel.id == known.panel; });
    if (!is_shown) sights.push_back(known);
  }
  for (const Panel& panel : panels) {
    const auto state = ui.view_states.find(view_key(*session.demo(), panel, 0));
    if (state == ui.view_states.end()) continue;
    if (std::optional<PanelSight> sight = sight_of(panel, state->second)) sights.push_back(std::move(*sight));
  }
  if (sights.size() > kMaximumSights) sights.resize(kMaximumSights);
  return sights;
}

}  // namespace lectern
