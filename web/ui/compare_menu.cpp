#include "web/ui/compare_menu.h"

#include "web/ui/commands.h"
#include "web/ui/transport_bar.h"
#include "web/ui/widgets.h"

namespace lectern {

namespace {

constexpr float kWidth_px = 250;

void draw_entry(Desk& desk, Command command, Icon icon, const char* label) {
  const Theme& theme = desk.theme;
  ImGui::PushStyleVar(ImGuiStyleVar_SelectableTextAlign, ImVec2(0, 0.5f));
  const std::string text = std::string("        ") + label;
  const bool used = ImGui::Selectable(text.c_str(), false, 0, ImVec2(theme.px(kWidth_px), row_height(theme, desk.narrow)));
  ImGui::PopStyleVar();
  const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
  draw_icon(*ImGui::GetWindowDrawList(), icon, ImVec2(low.x + theme.px(16), (low.y + high.y) / 2), theme.px(15),
            theme.muted);
  explain(theme, tooltip_of(command));
  if (used) perform(command, desk);
}

void draw_pins(Desk& desk) {
  const Theme& theme = desk.theme;
  const Pins& pins = desk.session.pins();
  if (pins.size() == 0) return;
  ImGui::Separator();
  std::size_t unpinned = pins.size();
  for (std::size_t i = 0; i < pins.size(); ++i) {
    ImGui::PushID(static_cast<int>(i));
    const ImVec2 low = ImGui::GetCursorScreenPos();
    const float height = row_height(theme, desk.narrow), button = theme.px(desk.narrow ? 44 : 24);
    ImGui::SetCursorScreenPos({low.x + theme.px(8), low.y + (height - ImGui::GetTextLineHeight()) / 2});
    const std::string text = difference(pins.run(i), desk.session.identity()) + ", step " + grouped_digits(pins.step(i));
    fitted_text(theme, theme.fonts.text, theme.text, text, theme.px(kWidth_px - 16) - button);
    ImGui::SetCursorScreenPos({low.x + theme.px(kWidth_px) - button, low.y + (height - button) / 2});
    const ButtonLook look{.quiet = !desk.narrow, .touch = desk.narrow};
    if (icon_button(theme, "unpin", Icon::close, "Unpin this run", look)) unpinned = i;
    ImGui::SetCursorScreenPos({low.x, low.y + height});
    ImGui::PopID();
  }
  ImGui::Dummy(ImVec2(0, 0));
  desk.session.unpin(unpinned);
}

}  // namespace

void draw_compare_entries(Desk& desk) {
  draw_entry(desk, Command::pin, Icon::pin, shortcut_of(Command::pin).short_label);
  draw_entry(desk, Command::beside, Icon::beside,
             desk.stage.beside() == nullptr ? "Second run beside" : "Take the second run away");
  draw_pins(desk);
}

void draw_compare_button(Desk& desk) {
  const bool on = desk.stage.beside() != nullptr || desk.session.pins().size() > 0;
  const ButtonLook look{.enabled = desk.session.demo() != nullptr, .active = on};
  if (icon_button(desk.theme, "compare", Icon::pin, "Compare with other runs: pin this one  (G), or a second beside it  (B)",
                  look)) {
    ImGui::OpenPopup("compare menu");
  }
  if (!ImGui::BeginPopup("compare menu")) return;
  draw_compare_entries(desk);
  ImGui::EndPopup();
}

}  // namespace lectern
