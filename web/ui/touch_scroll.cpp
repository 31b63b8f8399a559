#include "web/ui/touch_scroll.h"

#include <imgui.h>
#include <imgui_internal.h>

namespace lectern {

void scroll_by_finger(TouchScroll where) {
  const ImGuiIO& io = ImGui::GetIO();
  const bool finger = io.MouseSource == ImGuiMouseSource_TouchScreen;
  // A press on no control makes the window itself the active item.
  const ImGuiContext& context = *ImGui::GetCurrentContext();
  const bool holds_window = context.ActiveIdWindow != nullptr && context.ActiveId == context.ActiveIdWindow->MoveId;
  const bool holds_control = ImGui::IsAnyItemActive() && !holds_window;
  if (!finger || !ImGui::IsMouseDragging(0, 6) || (holds_control && where == TouchScroll::beside_controls)) return;
  if (!ImGui::IsWindowHovered(ImGuiHoveredFlags_ChildWindows | ImGuiHoveredFlags_AllowWhenBlockedByActiveItem)) return;
  if (holds_control && context.ActiveIdWindow == context.CurrentWindow) ImGui::ClearActiveID();
  ImGui::SetScrollY(ImGui::GetScrollY() - io.MouseDelta.y);
}

}  // namespace lectern
