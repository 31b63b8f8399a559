#include <algorithm>
#include <cctype>

#include "web/views/drawing.h"
#include "web/views/panel_view.h"

namespace lectern {
namespace {

ImFont* font_of(TextStyle style, const Fonts& fonts) {
  switch (style) {
    case TextStyle::heading: return fonts.strong;
    case TextStyle::value: return fonts.strong;
    default: return fonts.text;
  }
}

// "-0.5" with a true minus sign, wherever a number may begin.
std::string with_true_minus_signs(std::string_view text) {
  std::string typeset;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool in_word = i > 0 && std::isalnum(static_cast<unsigned char>(text[i - 1]));
    const bool before_digit = i + 1 < text.size() && std::isdigit(static_cast<unsigned char>(text[i + 1]));
    if (text[i] == '-' && before_digit && !in_word)
      typeset += "\u2212";
    else
      typeset += text[i];
  }
  return typeset;
}

// Text in its style, wrapped to the region; formulas and warnings stand on a ground of their own.
void draw_line(const TextLine& line, const ViewContext& context) {
  const Theme& theme = context.theme;
  const bool framed = line.style == TextStyle::formula || line.style == TextStyle::warning;
  const Area box = remaining_area();
  const ImVec2 inset = framed ? ImVec2(context.px(14), context.px(8)) : ImVec2(context.px(4), 0);
  const ImU32 color = line.style == TextStyle::warning ? theme.warning : theme.text;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  ImGui::PushFont(font_of(line.style, theme.fonts));
  const float wrap = box.width() - 2 * inset.x;
  const std::string text = with_true_minus_signs(line.text);
  const char *begin = text.data(), *end = begin + text.size();
  const ImVec2 size = ImGui::CalcTextSize(begin, end, false, wrap);
  if (framed) {
    const ImVec2 max(box.max.x - context.px(2), box.min.y + size.y + 2 * inset.y);
    list.AddRectFilled(box.min, max, faded(color, 0.07f), context.px(6));
    list.AddRectFilled(box.min, {box.min.x + context.px(3), max.y}, faded(color, 0.6f), context.px(1.5f));
  }
  list.AddText(ImGui::GetFont(), ImGui::GetFontSize(), box.min + inset, color, begin, end, wrap);
  ImGui::PopFont();
  ImGui::Dummy({box.width(), size.y + 2 * inset.y});
}

// Names and values in two columns: the names quiet, the values at the right; one below the other where both are long.
void draw_value(const TextLine& line, const ViewContext& context) {
  const std::string value = typeset(value_in_words(line));
  const Area box = remaining_area();
  const float name_width = text_width(*context.theme.fonts.text, line.text);
  const float value_width = text_width(*context.theme.fonts.strong, value);
  const float right = std::min(box.max.x - context.px(4), box.min.x + context.px(360));
  if (name_width + value_width + context.px(16) > right - box.min.x) {
    TextLine whole;
    whole.style = line.style;
    whole.text = line.text + " = " + value;
    draw_line(whole, context);
    return;
  }
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float height = line_height(*context.theme.fonts.text), y = box.min.y + height / 2;
  draw_label(list, *context.theme.fonts.text, {box.min.x + context.px(4), y}, 0, context.theme.muted, line.text);
  draw_label(list, *context.theme.fonts.strong, {right, y}, 1, context.theme.text, value);
  ImGui::Dummy({box.width(), height});
}

}  // namespace

void draw_text(const Text& text, ViewContext& context) {
  if (text.lines.empty()) draw_empty(context, remaining_area(), "Nothing to say yet");
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(context.px(8), context.px(7)));
  const float top = ImGui::GetCursorPosY();
  for (const TextLine& line : text.lines) {
    if (line.style == TextStyle::value)
      draw_value(line, context);
    else
      draw_line(line, context);
  }
  context.state.content_height = ImGui::GetCursorPosY() - top;
  ImGui::PopStyleVar();
}

}  // namespace lectern
