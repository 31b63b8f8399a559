#include "web/ui/panel_picture.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "web/ui/panel_grid.h"
#include "web/ui/panel_sink.h"
#include "web/views/panel_view.h"

namespace lectern {

namespace {

// Plots stand on whole pixels, so the last ones cannot be reached.
constexpr float kCloseEnough_px = 4;
constexpr int kMostFittings = 12;

// Where the plot area is to stand so that it covers the window, its own edge included, its shape kept.
Box covering(const ImVec2& window, float shape, float middle) {
  const float width = std::max(window.x, window.y * shape) + kCloseEnough_px, height = width / shape;
  return {(window.x - width) / 2, (window.y - height) * middle, width, height};
}

Box moved(const Box& region, const PlotView& plot, const Box& wanted) {
  const float width = plot.area_max.x - plot.area_min.x, height = plot.area_max.y - plot.area_min.y;
  return {region.x + wanted.x - plot.area_min.x, region.y + wanted.y - plot.area_min.y,
          region.width + wanted.width - width, region.height + wanted.height - height};
}

float distance(const Box& a, const Box& b) {
  return std::abs(a.x - b.x) + std::abs(a.y - b.y) + std::abs(a.right() - b.right()) +
         std::abs(a.bottom() - b.bottom());
}

bool keeps_shape(const PanelContent& content) {
  const auto* plane = std::get_if<Plane>(&content);
  return plane != nullptr && plane->equal_scale;
}

const Panel* chosen_panel(const UiContext& context, const std::string& id) {
  for (const Panel& panel : context.session.snapshot().panels) {
    if (panel.id == id) return &panel;
  }
  return id.empty() ? lead_panel(context) : nullptr;
}

}  // namespace

void draw_panel_picture(UiContext& context) {
  PanelPicture& picture = *context.ui.panel_picture;
  const Theme& theme = context.theme;
  const ImVec2 window = ImGui::GetIO().DisplaySize;
  const Panel* panel = chosen_panel(context, picture.panel);
  context.requests.next_frame_s = 0;
  if (!context.stage.settled() || !context.session.is_current()) return;
  if (panel == nullptr) throw std::runtime_error("The demo has no panel " + picture.panel + " to be pictured.");
  if (picture.region.width <= 0) picture.region = Box{0, 0, window.x, window.y}.inset(theme.px(6));
  const Box region = picture.region;
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(window);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
  ImGui::Begin("Picture", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoSavedSettings);
  ImGui::SetCursorScreenPos({region.x, region.y});
  ImGui::BeginChild("content", {region.width, region.height}, 0, ImGuiWindowFlags_NoScrollbar);
  ViewState& state = context.ui.view_states[view_key(*context.session.demo(), *panel, context.side)];
  PanelSink sink(context, panel->id);
  ViewContext view{.theme = theme, .pictures = context.pictures, .actions = sink, .state = state};
  view.snapshot_number = context.session.snapshot_number();
  draw_panel(*panel, view);
  ImGui::EndChild();
  ImGui::End();
  ImGui::PopStyleVar(2);

  const float width = state.plot.area_max.x - state.plot.area_min.x;
  const float height = state.plot.area_max.y - state.plot.area_min.y;
  ++picture.frames_at_rest;
  if (width <= 0 || height <= 0) return;
  const float shape = keeps_shape(panel->content) ? width / height : window.x / window.y;
  const Box fitted = moved(region, state.plot, covering(window, shape, picture.middle));
  if (distance(fitted, region) < kCloseEnough_px) return;
  if (++picture.fittings > kMostFittings)
    throw std::runtime_error("The plot of " + panel->id + " does not keep its place at this scale; choose another.");
  picture.region = fitted;
  picture.frames_at_rest = 0;
}

}  // namespace lectern
