#include "web/ui/widgets.h"

#include <algorithm>
#include <string>

#include "web/views/drawing.h"

namespace lectern {

namespace {

void draw_focus(const Theme& theme, ImVec2 low, ImVec2 high, float rounding) {
  if (!ImGui::IsItemFocused() || !ImGui::GetIO().NavVisible) return;
  const float gap = theme.px(2);
  ImGui::GetWindowDrawList()->AddRect(ImVec2(low.x - gap, low.y - gap), ImVec2(high.x + gap, high.y + gap),
                                      theme.accent, rounding + gap, 0, theme.px(1.5f));
}

struct ButtonColors {
  ImU32 fill;
  ImU32 sign;
};

ButtonColors colors_of(const Theme& theme, ButtonLook look, bool hovered, bool held) {
  if (!look.enabled) return {look.primary ? theme.raised : 0, theme.faint};
  if (look.primary) {
    return {held      ? mixed(theme.accent, theme.text, 0.2f)
            : hovered ? mixed(theme.accent, theme.text, 0.1f)
                      : theme.accent,
            theme.on_accent};
  }
  const ImU32 sign = look.active ? theme.accent : look.quiet && !hovered ? theme.muted : theme.text;
  if (held) return {theme.border, sign};
  if (hovered) return {theme.hovered, sign};
  return {look.active ? faded(theme.accent, 0.14f) : 0, sign};
}

}  // namespace

float row_height(const Theme& theme, bool touch) { return theme.px(touch ? 44.0f : 32.0f); }

bool icon_button(const Theme& theme, const char* id, Icon icon, const char* tooltip, ButtonLook look) {
  const float side = look.touch ? theme.px(44) : look.quiet ? theme.px(24) : theme.px(32);
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const ImVec2 high(low.x + side, low.y + side);
  ImGui::BeginDisabled(!look.enabled);
  const bool used = ImGui::InvisibleButton(id, ImVec2(side, side));
  const ButtonColors colors = colors_of(theme, look, ImGui::IsItemHovered(), ImGui::IsItemActive());
  ImGui::EndDisabled();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float rounding = look.primary ? side / 2 : theme.px(6);
  if (colors.fill != 0) list.AddRectFilled(low, high, colors.fill, rounding);
  const float sign = look.quiet ? theme.px(13) : theme.px(16);
  draw_icon(list, icon, ImVec2((low.x + high.x) / 2, (low.y + high.y) / 2), sign, colors.sign);
  draw_focus(theme, low, high, rounding);
  explain(theme, tooltip);
  return used;
}

bool text_button(const Theme& theme, const char* label, ButtonLook look) {
  const char* end = std::string_view(label).find("##") == std::string_view::npos
                        ? label + std::string_view(label).size()
                        : label + std::string_view(label).find("##");
  const ImVec2 text = ImGui::CalcTextSize(label, end);
  const float height = look.touch ? theme.px(44) : theme.px(30);
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const ImVec2 size(text.x + theme.px(24), height);
  const ImVec2 high(low.x + size.x, low.y + size.y);
  ImGui::BeginDisabled(!look.enabled);
  const bool used = ImGui::InvisibleButton(label, size);
  ButtonColors colors = colors_of(theme, look, ImGui::IsItemHovered(), ImGui::IsItemActive());
  ImGui::EndDisabled();
  if (colors.fill == 0) colors.fill = theme.raised;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddRectFilled(low, high, colors.fill, theme.px(6));
  list.AddText(ImVec2(low.x + theme.px(12), low.y + (size.y - text.y) / 2), colors.sign, label, end);
  draw_focus(theme, low, high, theme.px(6));
  return used;
}

bool toggle(const Theme& theme, const char* id, bool& on) {
  const float height = theme.px(20), width = theme.px(36);
  const ImVec2 low = ImGui::GetCursorScreenPos();
  const ImVec2 high(low.x + width, low.y + height);
  const bool used = ImGui::InvisibleButton(id, ImVec2(width, height));
  if (used) on = !on;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImU32 off_color = ImGui::IsItemHovered() ? theme.muted : theme.faint;
  list.AddRectFilled(low, high, on ? theme.accent : off_color, height / 2);
  const float inset = theme.px(3), radius = height / 2 - inset;
  const float x = on ? high.x - inset - radius : low.x + inset + radius;
  list.AddCircleFilled(ImVec2(x, low.y + height / 2), radius, theme.surface);
  draw_focus(theme, low, high, height / 2);
  return used;
}

SliderResult slider(const Theme& theme, const char* id, float& t, float key_step, float width, bool touch) {
  const float height = touch ? theme.px(36) : theme.px(20);
  const float radius = touch ? theme.px(10) : theme.px(7);
  const ImVec2 low = ImGui::GetCursorScreenPos();
  ImGui::InvisibleButton(id, ImVec2(width, height));
  SliderResult result;
  const float before = t;
  if (ImGui::IsItemActive() && ImGui::GetIO().MouseDown[0]) {
    t = (ImGui::GetIO().MousePos.x - low.x - radius) / std::max(1.0f, width - 2 * radius);
  }
  result.released = ImGui::IsItemDeactivated();
  if (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible) {
    const bool less = ImGui::IsKeyPressed(ImGuiKey_LeftArrow), more = ImGui::IsKeyPressed(ImGuiKey_RightArrow);
    if (less || more) {
      t += more ? key_step : -key_step;
      result.released = true;
    }
  }
  t = std::clamp(t, 0.0f, 1.0f);
  result.changed = t != before;

  ImDrawList& list = *ImGui::GetWindowDrawList();
  const bool lively = ImGui::IsItemHovered() || ImGui::IsItemActive();
  const float y = low.y + height / 2, thickness = theme.px(2);
  const float x = low.x + radius + t * (width - 2 * radius);
  list.AddRectFilled(ImVec2(low.x, y - thickness), ImVec2(low.x + width, y + thickness),
                     theme.dark ? theme.border : mixed(theme.border, theme.faint, 0.25f), thickness);
  list.AddRectFilled(ImVec2(low.x, y - thickness), ImVec2(x, y + thickness), theme.accent, thickness);
  list.AddCircleFilled(ImVec2(x, y), radius, theme.accent);
  list.AddCircleFilled(ImVec2(x, y), radius - theme.px(lively ? 1.5f : 2.5f), lively ? theme.accent : theme.surface);
  draw_focus(theme, low, ImVec2(low.x + width, low.y + height), theme.px(6));
  return result;
}

void explain(const Theme& theme, std::string_view text) {
  if (text.empty() || !ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip)) return;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(theme.px(10), theme.px(8)));
  if (ImGui::BeginTooltip()) {
    wrapped_text(theme.fonts.small, theme.text, text, theme.px(300));
    ImGui::EndTooltip();
  }
  ImGui::PopStyleVar();
}

std::string shortened(const ImFont& font, std::string_view text, float width) {
  if (text_width(font, text) <= width) return std::string(text);
  std::string cut(text);
  while (!cut.empty() && text_width(font, cut + "…") > width) {
    do cut.pop_back();
    while (!cut.empty() && (static_cast<unsigned char>(cut.back()) & 0xc0) == 0x80);
    if (!cut.empty() && static_cast<unsigned char>(cut.back()) >= 0xc0) cut.pop_back();
  }
  return cut + "…";
}

void fitted_text(const Theme& theme, ImFont* font, ImU32 color, std::string_view text, float width) {
  ImGui::PushFont(font);
  ImGui::PushStyleColor(ImGuiCol_Text, color);
  const std::string shown = shortened(*font, text, width);
  ImGui::TextUnformatted(shown.c_str());
  if (shown != text) explain(theme, text);
  ImGui::PopStyleColor();
  ImGui::PopFont();
}

void text_in_one_line(ImFont* font, ImU32 color, std::string_view text, float width) {
  ImGui::PushFont(font);
  ImGui::PushStyleColor(ImGuiCol_Text, color);
  std::string shown(text);
  for (std::size_t end = text.size(); ImGui::CalcTextSize(shown.c_str()).x > width;) {
    end = end == 0 ? std::string_view::npos : text.rfind(' ', end - 1);
    if (end == std::string_view::npos) break;  // a single word stays whole
    shown.assign(text.substr(0, text.find_last_not_of(" ,", end) + 1)).append(" …");
  }
  ImGui::TextUnformatted(shown.c_str());
  ImGui::PopStyleColor();
  ImGui::PopFont();
}

void wrapped_text(ImFont* font, ImU32 color, std::string_view text, float width) {
  ImGui::PushFont(font);
  ImGui::PushStyleColor(ImGuiCol_Text, color);
  std::string lines(text);
  break_at_blanks(*font, lines, width);
  ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + width + 1);
  ImGui::TextUnformatted(lines.data(), lines.data() + lines.size());
  ImGui::PopTextWrapPos();
  ImGui::PopStyleColor();
  ImGui::PopFont();
}

Box last_item_box() {
  const ImVec2 low = ImGui::GetItemRectMin(), size = ImGui::GetItemRectSize();
  return {low.x, low.y, size.x, size.y};
}

}  // namespace lectern
