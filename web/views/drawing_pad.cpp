#include "web/views/drawing_pad.h"

#include <algorithm>
#include <cmath>

namespace lectern {
namespace {

constexpr std::size_t kStrokeNumbers = 64;  // sent at the latest when so many are waiting
constexpr double kSendEvery_s = 0.08;

void send(ViewContext& context) {
  ImagesViewState& state = context.state.images;
  if (state.stroke.size() < 2) return;
  context.actions.act(StrokeDrawn{state.stroke, state.erases});
  // The next part begins where this one ended.
  state.stroke.erase(state.stroke.begin(), state.stroke.end() - 2);
  state.sent_time = ImGui::GetTime();
}

void draw_brush(const Tile& tile, const Area& picture, const ViewContext& context) {
  const float texel = picture.width() / static_cast<float>(std::max(tile.width, 1));
  const ImVec2 pointer = ImGui::GetIO().MousePos;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddCircle(pointer, 0.9f * texel, context.theme.accent, 0, context.px(1.5f));
  ImGui::SetMouseCursor(ImGuiMouseCursor_None);
  const std::vector<float>& stroke = context.state.images.stroke;
  for (std::size_t i = 0; i + 3 < stroke.size(); i += 2)
    list.AddLine({picture.min.x + stroke[i] * texel, picture.min.y + stroke[i + 1] * texel},
                 {picture.min.x + stroke[i + 2] * texel, picture.min.y + stroke[i + 3] * texel},
                 faded(context.theme.accent, 0.5f), texel);
}

void take_stroke(const Tile& tile, const Area& picture, ViewContext& context) {
  ImagesViewState& state = context.state.images;
  const ImVec2 pointer = ImGui::GetIO().MousePos;
  const float texel = picture.width() / static_cast<float>(std::max(tile.width, 1));
  const float x = std::clamp((pointer.x - picture.min.x) / texel, 0.0f, static_cast<float>(tile.width));
  const float y = std::clamp((pointer.y - picture.min.y) / texel, 0.0f, static_cast<float>(tile.height));
  const std::size_t size = state.stroke.size();
  const bool moved = size < 2 || std::hypot(x - state.stroke[size - 2], y - state.stroke[size - 1]) > 0.2f;
  if (moved) state.stroke.insert(state.stroke.end(), {x, y});
  const bool due = ImGui::GetTime() - state.sent_time > kSendEvery_s;
  if (state.stroke.size() >= kStrokeNumbers || (state.stroke.size() > 2 && due)) send(context);
}

void draw_tools(const Area& tools, ViewContext& context) {
  ImagesViewState& state = context.state.images;
  const float gap = context.px(6);
  const bool upright = tools.height() > 0.6f * tools.width();
  const float most = context.px(context.touch ? 44.0f : 32.0f);
  const ImVec2 size = upright ? ImVec2(tools.width(), std::min((tools.height() - 2 * gap) / 3, most))
                              : ImVec2((tools.width() - 2 * gap) / 3, tools.height());
  const ImVec2 step = upright ? ImVec2(0, size.y + gap) : ImVec2(size.x + gap, 0);
  const auto tool = [&](const char* name, int place, bool chosen, const char* help) {
    ImGui::SetCursorScreenPos(tools.min + step * static_cast<float>(place));
    ImGui::PushStyleColor(ImGuiCol_Button, chosen ? faded(context.theme.accent, 0.2f) : context.theme.raised);
    ImGui::PushStyleColor(ImGuiCol_Text, chosen ? context.theme.accent : context.theme.text);
    ImGui::PushFont(context.theme.fonts.small);
    const bool pressed = ImGui::Button(name, size);
    ImGui::PopFont();
    ImGui::PopStyleColor(2);
    explain_item(context, help);
    return pressed;
  };
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(2, 0));
  if (tool("Draw", 0, !state.erases, "Draw on the picture")) state.erases = false;
  if (tool("Rub out", 1, state.erases, "Rub out what was drawn")) state.erases = true;
  if (tool("Clear", 2, false, "Begin with an empty picture")) context.actions.act(PadCleared{});
  ImGui::PopStyleVar();
}

}  // namespace

void handle_drawing_pad(const Tile& tile, const Area& picture, const Area& tools, ViewContext& context) {
  ImagesViewState& state = context.state.images;
  ImGui::SetCursorScreenPos(picture.min);
  ImGui::InvisibleButton("pad", {std::max(picture.width(), 1.0f), std::max(picture.height(), 1.0f)});
  if (ImGui::IsItemActive()) {
    take_stroke(tile, picture, context);
    context.actions.request_frame(kSendEvery_s);
  } else if (!state.stroke.empty()) {
    send(context);
    state.stroke.clear();
  }
  if (ImGui::IsItemActive() || (ImGui::IsItemHovered() && !context.touch)) draw_brush(tile, picture, context);
  draw_tools(tools, context);
}

}  // namespace lectern
