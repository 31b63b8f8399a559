#include "web/look/theme.h"

#include <algorithm>

#include <implot.h>

#include "web/look/contrast.h"

namespace lectern {

namespace {

constexpr ImU32 rgb(unsigned hex) { return IM_COL32((hex >> 16) & 255, (hex >> 8) & 255, hex & 255, 255); }

ImVec4 vector_of(ImU32 color) { return ImGui::ColorConvertU32ToFloat4(color); }

void set_measures(ImGuiStyle& style) {
  style.WindowPadding = ImVec2(14, 12);
  style.FramePadding = ImVec2(9, 6);
  style.ItemSpacing = ImVec2(8, 8);
  style.ItemInnerSpacing = ImVec2(6, 5);
  style.ScrollbarSize = 11;
  style.GrabMinSize = 12;
  style.IndentSpacing = 14;
  style.WindowRounding = 8;
  style.ChildRounding = 8;
  style.FrameRounding = 6;
  style.PopupRounding = 8;
  style.ScrollbarRounding = 6;
  style.GrabRounding = 6;
  style.TabRounding = 6;
  style.WindowBorderSize = 0;
  style.ChildBorderSize = 0;
  style.PopupBorderSize = 1;
  style.FrameBorderSize = 0;
  style.HoverStationaryDelay = 0.12f;
  style.HoverDelayShort = 0.12f;
  style.HoverDelayNormal = 0.35f;
  style.HoverFlagsForTooltipMouse =
      ImGuiHoveredFlags_Stationary | ImGuiHoveredFlags_DelayNormal | ImGuiHoveredFlags_AllowWhenDisabled;
  style.AntiAliasedLines = true;
  style.AntiAliasedFill = true;
}

void set_colors(ImGuiStyle& style, const Theme& theme) {
  const auto set = [&style](ImGuiCol slot, ImU32 color) { style.Colors[slot] = vector_of(color); };
  std::fill(std::begin(style.Colors), std::end(style.Colors), ImVec4(0, 0, 0, 0));
  set(ImGuiCol_Text, theme.text);
  set(ImGuiCol_TextDisabled, theme.muted);
  set(ImGuiCol_WindowBg, theme.surface);
  set(ImGuiCol_PopupBg, theme.surface);
  set(ImGuiCol_Border, theme.border);
  set(ImGuiCol_FrameBg, theme.raised);
  set(ImGuiCol_FrameBgHovered, theme.hovered);
  set(ImGuiCol_FrameBgActive, theme.hovered);
  set(ImGuiCol_ScrollbarGrab, theme.border);
  set(ImGuiCol_ScrollbarGrabHovered, theme.faint);
  set(ImGuiCol_ScrollbarGrabActive, theme.muted);
  set(ImGuiCol_CheckMark, theme.accent);
  set(ImGuiCol_SliderGrab, theme.accent);
  set(ImGuiCol_SliderGrabActive, theme.accent);
  set(ImGuiCol_Button, theme.raised);
  set(ImGuiCol_ButtonHovered, theme.hovered);
  set(ImGuiCol_ButtonActive, theme.border);
  set(ImGuiCol_Header, faded(theme.accent, 0.16f));
  set(ImGuiCol_HeaderHovered, theme.hovered);
  set(ImGuiCol_HeaderActive, theme.border);
  set(ImGuiCol_Separator, theme.border);
  set(ImGuiCol_SeparatorHovered, theme.accent);
  set(ImGuiCol_SeparatorActive, theme.accent);
  set(ImGuiCol_PlotLines, theme.accent);
  set(ImGuiCol_PlotHistogram, theme.accent);
  set(ImGuiCol_TableHeaderBg, theme.raised);
  set(ImGuiCol_TableBorderStrong, theme.border);
  set(ImGuiCol_TableBorderLight, theme.grid);
  set(ImGuiCol_TableRowBgAlt, faded(theme.raised, 0.5f));
  set(ImGuiCol_TextSelectedBg, faded(theme.accent, 0.3f));
  set(ImGuiCol_NavHighlight, theme.accent);
  set(ImGuiCol_ModalWindowDimBg, IM_COL32(0, 0, 0, theme.dark ? 140 : 70));
}

void set_plot_style(const Theme& theme) {
  ImPlotStyle& style = ImPlot::GetStyle();
  style = ImPlotStyle();
  style.PlotPadding = ImVec2(theme.px(6), theme.px(6));
  style.LabelPadding = ImVec2(theme.px(4), theme.px(4));
  style.LegendPadding = ImVec2(theme.px(8), theme.px(6));
  style.LegendInnerPadding = ImVec2(theme.px(6), theme.px(5));
  style.LegendSpacing = ImVec2(theme.px(6), theme.px(3));
  style.MousePosPadding = ImVec2(theme.px(8), theme.px(6));
  style.PlotDefaultSize = ImVec2(theme.px(300), theme.px(200));
  style.PlotMinSize = ImVec2(theme.px(60), theme.px(40));
  style.LineWeight = theme.px(1.8f);
  style.MarkerSize = theme.px(3.5f);
  style.PlotBorderSize = 0;
  style.MinorAlpha = 0.35f;
  style.MajorTickLen = ImVec2(theme.px(4), theme.px(4));
  style.MinorTickLen = ImVec2(0, 0);
  style.MajorGridSize = ImVec2(1, 1);
  style.MinorGridSize = ImVec2(1, 1);
  const auto set = [&style](ImPlotCol slot, ImU32 color) { style.Colors[slot] = vector_of(color); };
  set(ImPlotCol_FrameBg, 0);
  set(ImPlotCol_PlotBg, 0);
  set(ImPlotCol_PlotBorder, theme.border);
  set(ImPlotCol_LegendBg, faded(theme.surface, 0.85f));
  set(ImPlotCol_LegendBorder, theme.border);
  set(ImPlotCol_LegendText, theme.text);
  set(ImPlotCol_TitleText, theme.text);
  set(ImPlotCol_InlayText, theme.text);
  set(ImPlotCol_AxisText, theme.muted);
  set(ImPlotCol_AxisGrid, theme.grid);
  set(ImPlotCol_AxisTick, theme.faint);
  set(ImPlotCol_AxisBg, 0);
  set(ImPlotCol_AxisBgHovered, faded(theme.hovered, 0.6f));
  set(ImPlotCol_AxisBgActive, theme.hovered);
  set(ImPlotCol_Selection, theme.accent);
  set(ImPlotCol_Crosshairs, theme.faint);
}

}  // namespace

Theme light_theme() {
  Theme theme;
  theme.background = rgb(0xeef1f5);
  theme.surface = rgb(0xffffff);
  theme.raised = rgb(0xf1f4f8);
  theme.hovered = rgb(0xe4e9f0);
  theme.border = rgb(0xd9dfe7);
  theme.grid = rgb(0xe6eaf0);
  theme.text = rgb(0x18212d);
  theme.muted = rgb(0x566273);
  theme.faint = rgb(0x9aa5b4);
  theme.accent = rgb(0x1f63c6);
  theme.on_accent = rgb(0xffffff);
  theme.good = rgb(0x157848);
  theme.bad = rgb(0xc0322a);
  theme.warning = rgb(0x8e5f00);
  theme.shadow = IM_COL32(20, 30, 50, 26);
  theme.categories = {rgb(0x0077c0), rgb(0xe07b00), rgb(0x009e73), rgb(0xbf5c96), rgb(0x3fa5dc),
                      rgb(0xc9390f), rgb(0x938349), rgb(0x573fbd), rgb(0x686f7a), rgb(0x77492a)};
  return theme;
}

Theme dark_theme() {
  Theme theme;
  theme.dark = true;
  theme.background = rgb(0x10141a);
  theme.surface = rgb(0x181e27);
  theme.raised = rgb(0x232b37);
  theme.hovered = rgb(0x2f3946);
  theme.border = rgb(0x323d4b);
  theme.grid = rgb(0x29323e);
  theme.text = rgb(0xe7ecf2);
  theme.muted = rgb(0xa0adbd);
  theme.faint = rgb(0x697685);
  theme.accent = rgb(0x62a8f7);
  theme.on_accent = rgb(0x0b1422);
  theme.good = rgb(0x4cc38a);
  theme.bad = rgb(0xff7a72);
  theme.warning = rgb(0xe3ad45);
  theme.shadow = IM_COL32(0, 0, 0, 70);
  theme.categories = {rgb(0x4da3e0), rgb(0xfaa330), rgb(0x25c59e), rgb(0xd78ab7), rgb(0x97d5fa),
                      rgb(0xf37a53), rgb(0xf3e151), rgb(0x8b70f6), rgb(0xc4cdda), rgb(0xb6997c)};
  return theme;
}

ImU32 Theme::color(ColorRole role) const {
  switch (role) {
    case kColorForeground: return text;
    case kColorMuted: return faint;
    case kColorGood: return good;
    case kColorBad: return bad;
    case kColorAccent: return accent;
    default: return role < 0 ? text : categories[static_cast<std::size_t>(role) % categories.size()];
  }
}

// A lighter black would leave colours in between on which neither can be read.
ImU32 ink_on(ImU32 color) {
  constexpr ImU32 kBlack = IM_COL32(4, 5, 8, 255), kWhite = IM_COL32_WHITE;
  return contrast(kBlack, color) > contrast(kWhite, color) ? kBlack : kWhite;
}

ImU32 faded(ImU32 color, float opacity) {
  const float alpha = static_cast<float>((color >> IM_COL32_A_SHIFT) & 255) * std::clamp(opacity, 0.0f, 1.0f);
  return (color & ~IM_COL32_A_MASK) | (static_cast<ImU32>(alpha + 0.5f) << IM_COL32_A_SHIFT);
}

ImU32 mixed(ImU32 a, ImU32 b, float t) {
  const ImVec4 from = vector_of(a), to = vector_of(b);
  const float s = std::clamp(t, 0.0f, 1.0f);
  return ImGui::ColorConvertFloat4ToU32(ImVec4(from.x + (to.x - from.x) * s, from.y + (to.y - from.y) * s,
                                               from.z + (to.z - from.z) * s, from.w + (to.w - from.w) * s));
}

void apply_theme(const Theme& theme) {
  ImGuiStyle& style = ImGui::GetStyle();
  style = ImGuiStyle();
  set_measures(style);
  style.ScaleAllSizes(theme.scale);
  set_colors(style, theme);
  set_plot_style(theme);
}

}  // namespace lectern
