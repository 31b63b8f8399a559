#include "web/ui/side_panel.h"

#include "web/ui/touch_scroll.h"

namespace lectern {

namespace {

constexpr ImGuiWindowFlags kFixed = ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                                    ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings |
                                    ImGuiWindowFlags_NoBringToFrontOnFocus;

void draw_shade(UiContext& context) {
  const ImVec2 all = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos(ImVec2(0, 0));
  ImGui::SetNextWindowSize(all);
  ImGui::PushStyleColor(ImGuiCol_WindowBg, ImGui::GetColorU32(ImGuiCol_ModalWindowDimBg));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
  ImGui::Begin("##shade", nullptr, kFixed & ~ImGuiWindowFlags_NoBringToFrontOnFocus);
  if (ImGui::IsWindowHovered() && ImGui::IsMouseClicked(0)) context.ui.drawer = Drawer::none;
  ImGui::End();
  ImGui::PopStyleVar();
  ImGui::PopStyleColor();
}

}  // namespace

bool begin_side_panel(UiContext& context, const char* name, const Box& box, Drawer drawer) {
  const bool sheet = context.narrow && drawer == Drawer::controls;
  const bool over = context.narrow || drawer == Drawer::demos;
  if (over && !sheet) draw_shade(context);  // both come to the front when they appear, the shade first
  ImGui::SetNextWindowPos(ImVec2(box.x, box.y));
  ImGui::SetNextWindowSize(ImVec2(box.width, box.height));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
  const bool visible = ImGui::Begin(name, nullptr, kFixed & ~(over ? ImGuiWindowFlags_NoBringToFrontOnFocus : 0));
  ImGui::PopStyleVar();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (sheet) {
    list.AddLine(ImVec2(box.x, box.y), ImVec2(box.right(), box.y), context.theme.border, context.theme.px(2));
  } else {
    const float edge = drawer == Drawer::demos ? box.right() - 1 : box.x;
    list.AddLine(ImVec2(edge, box.y), ImVec2(edge, box.bottom()), context.theme.border);
  }
  return visible;
}

void end_side_panel() {
  scroll_by_finger();
  ImGui::End();
}

}  // namespace lectern
