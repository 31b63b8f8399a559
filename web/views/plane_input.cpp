#include "web/views/plane_input.h"

#include <algorithm>
#include <cmath>

#include "web/views/plane_layers.h"

namespace lectern {
namespace {

constexpr int kEraser = -1;
constexpr float kLongPress_s = 0.5f;
constexpr const char* kNoData = "This is not a point of the data: it cannot be erased.";
constexpr const char* kNothingHere = "There is no point here.";
constexpr double kRefusalStays_s = 2.5;
constexpr double kSendEvery_s = 0.12;  // while something is dragged

float reach(const ViewContext& context) { return context.px(context.touch ? 22.0f : 9.0f); }

float distance(ImVec2 a, ImVec2 b) { return std::hypot(a.x - b.x, a.y - b.y); }

// A point of the plane: which of the points of which layer, and its number in the data set if it has one.
struct PointUnder {
  int layer = -1, point = -1, example = -1;
  explicit operator bool() const { return point >= 0; }
};

// The point nearest to the pointer, within reach, among those that can be changed by hand, or among the others.
PointUnder point_under(const Plane& plane, const PlotFrame& frame, const ViewContext& context, bool changeable = true) {
  PointUnder nearest;
  if (!plane.accepts_points) return nearest;
  float best = reach(context);
  for (std::size_t l = 0; l < plane.layers.size(); ++l) {
    const auto* points = std::get_if<PointsLayer>(&plane.layers[l]);
    if (points == nullptr) continue;
    for (std::size_t i = 0; i < std::min(points->x.size(), points->y.size()); ++i) {
      const bool is_example = i < points->examples.size();
      if ((points->drawn_by_user || is_example) != changeable) continue;
      const float d = distance(frame.map().at(points->x[i], points->y[i]), frame.pointer());
      if (d >= best) continue;
      best = d;
      nearest = {static_cast<int>(l), static_cast<int>(i), is_example ? points->examples[i] : -1};
    }
  }
  return nearest;
}

// On a page that scrolls a finger moves drawn points alone: those of the data lie too dense to scroll between them.
bool can_be_dragged(const PointUnder& under, const ViewContext& context) {
  return under && (under.example < 0 || !(context.touch && context.page_scrolls));
}

void erase(const PointUnder& under, ViewContext& context) {
  PlaneViewState& state = context.state.plane;
  if (under.example >= 0) {
    context.actions.act(ExampleRemoved{under.example});
  } else if (state.erased_at != context.snapshot_number) {
    context.actions.act(PointRemoved{under.point});
    state.erased_at = context.snapshot_number;
  }
  state.erased = true;
}

PointUnder dragged_point(const PlaneViewState& state) {
  return {state.dragged_layer, state.dragged_point, state.dragged_example};
}

struct HandleUnder {
  int layer = -1, handle = -1;
};

HandleUnder handle_under(const Plane& plane, const PlotFrame& frame, const ViewContext& context) {
  HandleUnder found;
  float best = std::max(reach(context), context.px(12));
  for (std::size_t l = 0; l < plane.layers.size(); ++l) {
    const auto* handles = std::get_if<HandlesLayer>(&plane.layers[l]);
    if (handles == nullptr) continue;
    for (std::size_t i = 0; i < std::min({handles->x.size(), handles->y.size(), handles->id.size()}); ++i) {
      const ImVec2 at = handle_place(frame.map(), frame.area(), {handles->x[i], handles->y[i]}, context.theme.scale);
      const float d = handles->horizontal_only ? std::fabs(at.x - frame.pointer().x) : distance(at, frame.pointer());
      if (d >= best) continue;
      best = d;
      found = {static_cast<int>(l), static_cast<int>(i)};
    }
  }
  return found;
}

struct PlanePoint {
  float x, y;
};

PlanePoint pointer_in_plane(const PlotFrame& frame) {
  const ImVec2 pointer = frame.pointer();
  const auto bounded = [](double v) {
    return static_cast<float>(std::clamp(v, -1.0 * kDrawnLimit, 1.0 * kDrawnLimit));
  };
  return {bounded(frame.map().x_value(pointer.x)), bounded(frame.map().y_value(pointer.y))};
}

bool may_send(PlotView& view) {
  if (ImGui::GetTime() - view.sent_time < kSendEvery_s) return false;
  view.sent_time = ImGui::GetTime();
  return true;
}

void send_handle(const Plane& plane, ViewContext& context) {
  const PlaneViewState& state = context.state.plane;
  const auto layer_index = static_cast<std::size_t>(state.dragged_handle_layer);
  if (layer_index >= plane.layers.size()) return;
  const auto* layer = std::get_if<HandlesLayer>(&plane.layers[layer_index]);
  const auto handle = static_cast<std::size_t>(state.dragged_handle);
  if (layer == nullptr || handle >= std::min(layer->id.size(), layer->y.size())) return;
  context.actions.act(
      HandleDragged{layer->id[handle], state.dragged_x, layer->horizontal_only ? layer->y[handle] : state.dragged_y});
}

void let_go(PlaneViewState& state) {
  state.dragged_layer = state.dragged_point = state.dragged_example = -1;
  state.dragged_handle = state.dragged_handle_layer = -1;
  state.released_at = 0;
}

void begin_press(const Plane& plane, const PlotFrame& frame, ViewContext& context) {
  PlotView& view = context.state.plot;
  PlaneViewState& state = context.state.plane;
  view.pressed_at = frame.pointer();
  view.pressed_time = ImGui::GetTime();
  view.pressed = true;
  const HandleUnder handle = handle_under(plane, frame, context);
  const PointUnder point = point_under(plane, frame, context);
  const bool drags = can_be_dragged(point, context);
  const PlanePoint at = pointer_in_plane(frame);
  let_go(state);
  state.erased = false;
  state.dragged_x = at.x, state.dragged_y = at.y;
  if (handle.layer >= 0) {
    state.dragged_handle_layer = handle.layer;
    state.dragged_handle = handle.handle;
  } else if (drags && state.point_class != kEraser) {
    state.dragged_layer = point.layer;
    state.dragged_point = point.point;
    state.dragged_example = point.example;
  }
  view.press_is_ours = handle.layer >= 0 || drags || plane.accepts_latent_picks;
}

void continue_press(const Plane& plane, const PlotFrame& frame, ViewContext& context) {
  PlotView& view = context.state.plot;
  PlaneViewState& state = context.state.plane;
  const PlanePoint at = pointer_in_plane(frame);
  const bool moved = at.x != state.dragged_x || at.y != state.dragged_y;
  state.dragged_x = at.x, state.dragged_y = at.y;
  const bool held_still = distance(frame.pointer(), view.pressed_at) < reach(context) / 2;
  if (state.dragged_point >= 0 && held_still && ImGui::GetTime() - view.pressed_time > kLongPress_s) {
    erase(dragged_point(state), context);
    let_go(state);
    view.pressed = false;
    return;
  }
  if (state.dragged_point >= 0) context.actions.request_frame(0.1);
  if (state.dragged_handle >= 0 && moved && may_send(view)) send_handle(plane, context);
  if (plane.accepts_latent_picks && state.dragged_handle < 0 && moved && may_send(view))
    context.actions.act(LatentPicked{at.x, at.y});
  if (state.point_class != kEraser || !plane.accepts_points) return;
  const PointUnder point = point_under(plane, frame, context);
  if (point && (moved || !state.erased) && may_send(view)) erase(point, context);
}

// Adds a point of the chosen class, or erases the one under the pointer.
void tap(const Plane& plane, const PlotFrame& frame, ViewContext& context, PlanePoint at) {
  PlaneViewState& state = context.state.plane;
  if (!plane.accepts_points || ImGui::GetIO().MouseClickedLastCount[0] >= 2) return;
  if (state.point_class != kEraser) {
    context.actions.act(PointAdded{{at.x, at.y, std::min(state.point_class, std::max(plane.point_classes - 1, 0))}});
  } else if (const PointUnder point = point_under(plane, frame, context); point && !state.erased) {
    erase(point, context);
  } else if (!state.erased) {
    state.refusal = point_under(plane, frame, context, false) ? kNoData : kNothingHere;
    state.refused_time = ImGui::GetTime();
    context.actions.request_frame(kRefusalStays_s);
  }
}

void end_press(const Plane& plane, const PlotFrame& frame, ViewContext& context) {
  PlotView& view = context.state.plot;
  PlaneViewState& state = context.state.plane;
  const PlanePoint at = pointer_in_plane(frame);
  const bool tapped = distance(frame.pointer(), view.pressed_at) < reach(context) / 2;
  if (state.dragged_handle >= 0) {
    send_handle(plane, context);
  } else if (state.dragged_point >= 0) {
    const PointUnder dragged = dragged_point(state);
    if (tapped) {
      let_go(state);
      // Where the data lie dense a new point would find no room between them.
      if (dragged.example >= 0) tap(plane, frame, context, at);
    } else if (dragged.example >= 0) {
      context.actions.act(ExampleMoved{dragged.example, at.x, at.y});
    } else {
      context.actions.act(PointMoved{dragged.point, at.x, at.y});
    }
  } else if (plane.accepts_latent_picks) {
    context.actions.act(LatentPicked{at.x, at.y});
  } else if (tapped) {
    tap(plane, frame, context, at);
  }
  // What was dropped stays where it is until a snapshot shows it there.
  state.released_at = state.dragged_point >= 0 || state.dragged_handle >= 0 ? context.snapshot_number : 0;
  view.pressed = view.press_is_ours = false;
}

}  // namespace

bool takes_drags(const Plane& plane, const ViewContext& context) {
  const PlaneViewState& state = context.state.plane;
  return plane.accepts_latent_picks || state.dragged_point >= 0 || state.dragged_handle >= 0 || state.over_target ||
         (plane.accepts_points && state.point_class == kEraser);
}

void handle_plane_input(const Plane& plane, const PlotFrame& frame, ViewContext& context) {
  PlotView& view = context.state.plot;
  PlaneViewState& state = context.state.plane;
  if (state.released_at != 0 && state.released_at != context.snapshot_number) let_go(state);
  const PointUnder point = frame.hovered() ? point_under(plane, frame, context) : PointUnder();
  state.over_target =
      can_be_dragged(point, context) || (frame.hovered() && handle_under(plane, frame, context).layer >= 0);
  if (state.over_target) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (frame.hovered() && ImGui::IsMouseClicked(ImGuiMouseButton_Left)) begin_press(plane, frame, context);
  if (view.pressed && ImGui::IsMouseDown(ImGuiMouseButton_Left)) continue_press(plane, frame, context);
  if (view.pressed && ImGui::IsMouseReleased(ImGuiMouseButton_Left)) end_press(plane, frame, context);
  if (point && ImGui::IsMouseClicked(ImGuiMouseButton_Right)) erase(point, context);
  if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) view.pressed = false;
  const bool says_why = state.refusal != nullptr && ImGui::GetTime() - state.refused_time < kRefusalStays_s;
  if (says_why && frame.hovered()) ImGui::SetTooltip("%s", state.refusal);
}

ImVec2 point_chips_size(const Plane& plane, const ViewContext& context) {
  if (!plane.accepts_points) return {0, 0};
  const float side = context.px(context.touch ? 40.0f : 26.0f);
  return {side * static_cast<float>(std::clamp(plane.point_classes, 1, 16) + 2), side};
}

void draw_point_chips(const Plane& plane, ImVec2 at, ViewContext& context) {
  const float side = point_chips_size(plane, context).y;
  const Theme& theme = context.theme;
  PlaneViewState& state = context.state.plane;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 cursor = ImGui::GetCursorScreenPos();
  const auto chip = [&](int id, const char* help, bool chosen) {
    ImGui::SetCursorScreenPos(at);
    ImGui::PushID(id);
    const bool tapped = ImGui::InvisibleButton("chip", {side, side});
    ImGui::PopID();
    if (ImGui::IsItemHovered()) {
      ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
      list.AddRectFilled(at, at + ImVec2(side, side), theme.raised, context.px(6));
    }
    explain_item(context, help);
    if (chosen) list.AddCircle(at + ImVec2(side, side) * 0.5f, context.px(9.5f), theme.text, 0, context.px(1.6f));
    return tapped;
  };
  const int classes = std::clamp(plane.point_classes, 1, 16);
  for (int label = 0; label < classes; ++label) {
    if (chip(
            label,
            "Class of the next point: tap the picture to add it, drag a point to move it, right-click or hold it to remove it",
            state.point_class == label))
      state.point_class = label;
    list.AddCircleFilled(at + ImVec2(side, side) * 0.5f, context.px(6), theme.color(label));
    at.x += side;
  }
  const ImVec2 half = ImVec2(side, side) * 0.5f;
  if (chip(100, "Eraser: tap points, drawn or of the data, or sweep over them", state.point_class == kEraser))
    state.point_class = kEraser;
  const ImVec2 center = at + half;
  const float r = context.px(4.5f);
  list.AddQuadFilled(center + ImVec2(-r * 1.3f, r * 0.3f), center + ImVec2(r * 0.1f, -r * 1.1f),
                     center + ImVec2(r * 1.3f, 0), center + ImVec2(-r * 0.1f, r * 1.3f), theme.muted);
  at.x += side;
  if (chip(101, "Remove all drawn points", false)) context.actions.act(PointsCleared{});
  const ImVec2 c = at + half;
  list.AddLine(c + ImVec2(-r, -r), c + ImVec2(r, r), theme.muted, context.px(1.8f));
  list.AddLine(c + ImVec2(-r, r), c + ImVec2(r, -r), theme.muted, context.px(1.8f));
  ImGui::SetCursorScreenPos(cursor);
}

}  // namespace lectern
