#include "web/ui/touch_scroll.h"

#include <imgui.h>

namespace lectern {

void scroll_by_finger() {
  const ImGuiIO& io = ImGui::GetIO();
  const bool finger = io.MouseSource == ImGuiMouseSource_TouchScreen;
  if (!finger || !ImGui::IsMouseDragging(0, 6) || ImGui::IsAnyItemActive()) return;
  if (!ImGui::IsWindowHovered(ImGuiHoveredFlags_ChildWindows | ImGuiHoveredFlags_AllowWhenBlockedByActiveItem)) return;
  ImGui::SetScrollY(ImGui::GetScrollY() - io.MouseDelta.y);
}

}  // namespace lectern
