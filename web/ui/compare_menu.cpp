#include "web/ui/compare_menu.h"

#include "web/ui/commands.h"
#include "web/ui/transport_bar.h"
#include "web/ui/widgets.h"

namespace lectern {

namespace {

constexpr float kRowWidth_px = 250;

void draw_entry(UiContext& context, Command command, Icon icon, const char* label) {
  const Theme& theme = context.theme;
  ImGui::PushStyleVar(ImGuiStyleVar_SelectableTextAlign, ImVec2(0, 0.5f));
  const std::string text = std::string("        ") + label;
  const bool used =
      ImGui::Selectable(text.c_str(), false, 0, ImVec2(theme.px(kRowWidth_px), row_height(theme, context.narrow)));
  ImGui::PopStyleVar();
  const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
  draw_icon(*ImGui::GetWindowDrawList(), icon, ImVec2(low.x + theme.px(16), (low.y + high.y) / 2), theme.px(15),
            theme.muted);
  explain(theme, tooltip_of(command));
  if (used) perform(command, context);
}

void draw_pins(UiContext& context) {
  const Theme& theme = context.theme;
  const Pins& pins = context.session.pins();
  if (pins.size() == 0) return;
  ImGui::Separator();
  std::size_t unpinned = pins.size();
  for (std::size_t i = 0; i < pins.size(); ++i) {
    ImGui::PushID(static_cast<int>(i));
    const ImVec2 low = ImGui::GetCursorScreenPos();
    const float height = row_height(theme, context.narrow), button = theme.px(context.narrow ? 44 : 24);
    ImGui::SetCursorScreenPos({low.x + theme.px(8), low.y + (height - ImGui::GetTextLineHeight()) / 2});
    const std::string text =
        difference(pins.run(i), context.session.identity()) + ", step " + grouped_digits(pins.step(i));
    fitted_text(theme, theme.fonts.text, theme.text, text, theme.px(kRowWidth_px - 16) - button);
    ImGui::SetCursorScreenPos({low.x + theme.px(kRowWidth_px) - button, low.y + (height - button) / 2});
    const ButtonLook look{.quiet = !context.narrow, .touch = context.narrow};
    if (icon_button(theme, "unpin", Icon::close, "Unpin this run", look)) unpinned = i;
    ImGui::SetCursorScreenPos({low.x, low.y + height});
    ImGui::PopID();
  }
  ImGui::Dummy(ImVec2(0, 0));
  context.session.unpin(unpinned);
}

}  // namespace

void draw_compare_entries(UiContext& context) {
  draw_entry(context, Command::pin, Icon::pin, shortcut_of(Command::pin).short_label);
  draw_entry(context, Command::beside, Icon::beside,
             context.stage.beside() == nullptr ? "Second run beside" : "Take the second run away");
  draw_pins(context);
}

void draw_compare_button(UiContext& context) {
  const bool on = context.stage.beside() != nullptr || context.session.pins().size() > 0;
  const ButtonLook look{.enabled = context.session.demo() != nullptr, .active = on};
  if (icon_button(context.theme, "compare", Icon::pin,
                  "Compare with other runs: pin this one  (G), or a second beside it  (B)", look)) {
    ImGui::OpenPopup("compare menu");
  }
  if (!ImGui::BeginPopup("compare menu")) return;
  draw_compare_entries(context);
  ImGui::EndPopup();
}

}  // namespace lectern
