#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <vector>

#include "web/views/drawing.h"
#include "web/views/list_layout.h"
#include "web/views/panel_view.h"
#include "web/views/subscripts.h"

namespace lectern {
namespace {

constexpr float kLeastColumn = 150, kWidestColumn = 380;  // logical
constexpr float kSplitFrom = 400;                         // a narrower text stands in one column

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

ImVec2 wrapped_size(ImFont* font, std::string_view text, float width) {
  ImGui::PushFont(font);
  const ImVec2 size = ImGui::CalcTextSize(text.data(), text.data() + text.size(), false, std::max(width, 1.0f));
  ImGui::PopFont();
  return size;
}

// Text is split at blanks only: the longest part is what must fit.
float longest_word(const ImFont& font, std::string_view text) {
  float longest = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    longest = std::max(longest, text_width(font, text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return longest;
}

struct Faces {
  ImFont* text;
  ImFont* strong;
  float leading;  // between two lines
  float px;       // a logical pixel

  Faces(const Theme& theme, bool small)
      : text(small ? theme.fonts.small : theme.fonts.text),
        strong(small ? theme.fonts.small : theme.fonts.strong),
        leading(theme.px(small ? 4.0f : 6.0f)),
        px(theme.px(1)) {}
};

// One line of the text, set into a column.
struct SetLine {
  const TextLine* line = nullptr;
  std::string words, value;  // as shown
  float height = 0;
  bool value_below = false;  // it does not fit beside its name
  float wrap = 0;            // width of the words
};

bool is_framed(const TextLine& line) { return line.style == TextStyle::formula || line.style == TextStyle::warning; }

// Names and values in two columns: the names quiet, wrapped where they are long, the values at the right.
SetLine set_value(const TextLine& line, float width, const Faces& faces) {
  SetLine set;
  set.line = &line;
  set.words = with_subscripts(line.text);
  set.value = typeset(value_in_words(line));
  const float value = text_width(*faces.strong, set.value), room = width - value - 14 * faces.px;
  const float one_line = line_height(*faces.text);
  const bool fits = room >= longest_word(*faces.text, set.words) && room > 0.3f * width;
  // A short name has a line of its own before it is broken into three.
  const bool tall = wrapped_size(faces.text, set.words, room).y > 2.5f * line_height(*faces.text);
  const bool beside = fits && !tall;
  set.value_below = !beside;
  set.wrap = beside ? room : width;
  const float words = wrapped_size(faces.text, set.words, set.wrap).y;
  set.height = beside ? std::max(words, one_line) : words + wrapped_size(faces.strong, set.value, width).y;
  return set;
}

SetLine set_line(const TextLine& line, float width, const Faces& faces) {
  if (line.style == TextStyle::value) return set_value(line, width, faces);
  SetLine set;
  set.line = &line;
  set.words = with_subscripts(with_true_minus_signs(line.text));
  const float inset = is_framed(line) ? 14 * faces.px : 0;
  set.wrap = width - inset - (is_framed(line) ? 8 * faces.px : 0);
  const bool heading = line.style == TextStyle::heading;
  break_at_blanks(heading ? *faces.strong : *faces.text, set.words, set.wrap);
  set.height =
      wrapped_size(heading ? faces.strong : faces.text, set.words, set.wrap).y + (is_framed(line) ? 12 * faces.px : 0);
  return set;
}

// A text set into a width, in one or two columns.
struct Setting {
  Faces faces;
  std::vector<SetLine> lines;
  std::size_t split = 0;  // the first line of the second column
  float column = 0, gap = 0;
  float height = 0;

  Setting(const Text& text, float width, bool two_columns, bool small, const Theme& theme) : faces(theme, small) {
    gap = two_columns ? 28 * faces.px : 0;
    column = std::min((width - gap) / (two_columns ? 2.0f : 1.0f), kWidestColumn * faces.px);
    for (const TextLine& line : text.lines) lines.push_back(set_line(line, column, faces));
    split = lines.size();
    height = height_of(0, split);
    if (two_columns) choose_split();
  }

  float height_of(std::size_t from, std::size_t to) const {
    float sum = 0;
    for (std::size_t i = from; i < to; ++i) sum += lines[i].height + (i > from ? faces.leading : 0);
    return sum;
  }

  // Into columns of about one height; a heading stays with what it heads.
  void choose_split() {
    for (std::size_t at = 1; at < lines.size(); ++at) {
      if (lines[at - 1].line->style == TextStyle::heading) continue;
      const float higher = std::max(height_of(0, at), height_of(at, lines.size()));
      if (higher >= height) continue;
      height = higher;
      split = at;
    }
  }
};

// In one column, in two, and smaller: the first way in which all of it is seen.
Setting best_setting(const Text& text, float width, float height, const Theme& theme) {
  for (const bool small : {false, true}) {
    Setting one(text, width, false, small, theme);
    if (one.height <= height + 1) return one;
    if (width < theme.px(kSplitFrom)) continue;
    Setting two(text, width, true, small, theme);
    if (two.height <= height + 1) return two;
  }
  return {text, width, width >= theme.px(kSplitFrom), true, theme};
}

void draw_wrapped(ImFont* font, ImVec2 at, ImU32 color, std::string_view text, float wrap) {
  draw_wrapped_text(*ImGui::GetWindowDrawList(), *font, at, color, text, wrap);
}

void draw_set_line(const SetLine& set, ImVec2 at, float column, const Faces& faces, const Theme& theme) {
  const TextLine& line = *set.line;
  if (line.style == TextStyle::value) {
    draw_wrapped(faces.text, at, theme.muted, set.words, set.wrap);
    const float words = set.value_below ? wrapped_size(faces.text, set.words, set.wrap).y : 0;
    const float width = std::min(text_width(*faces.strong, set.value), column);
    draw_wrapped(faces.strong, {at.x + column - width, at.y + words}, theme.text, set.value, column + 1);
    return;
  }
  const ImU32 color = line.style == TextStyle::warning ? theme.warning : theme.text;
  ImVec2 from = at;
  if (is_framed(line)) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(at, at + ImVec2(column, set.height), faded(color, 0.07f), theme.px(6));
    list.AddRectFilled(at, at + ImVec2(theme.px(3), set.height), faded(color, 0.6f), theme.px(1.5f));
    from = at + ImVec2(theme.px(14), theme.px(6));
  }
  draw_wrapped(line.style == TextStyle::heading ? faces.strong : faces.text, from, color, set.words, set.wrap);
}

}  // namespace

float least_text_width(const Text& text, const Theme& theme) {
  float width = theme.px(kLeastColumn);
  for (const TextLine& line : text.lines)
    if (line.style == TextStyle::value)
      width = std::max({width, longest_word(*theme.fonts.small, line.text),
                        longest_word(*theme.fonts.small, typeset(value_in_words(line)))});
  return width + theme.px(8);
}

float text_height(const Text& text, float width, const Theme& theme) {
  const float inner = width - theme.px(8);
  const Setting one(text, inner, false, false, theme);
  if (width < theme.px(kSplitFrom)) return one.height;
  return std::min(one.height, Setting(text, inner, true, false, theme).height);
}

void draw_text(const Text& text, ViewContext& context) {
  const Theme& theme = context.theme;
  if (text.lines.empty()) draw_empty(context, remaining_area(), "Nothing to say yet");
  const Area box = remaining_area();
  const float inset = context.px(4), width = box.width() - 2 * inset;
  // Where the page scrolls, a text is given what it asks for.
  const float room = context.page_scrolls ? 1e6f : box.height();
  const Setting set = best_setting(text, width, room, theme);
  ImVec2 at(box.min.x + inset, box.min.y);
  for (std::size_t i = 0; i < set.lines.size(); ++i) {
    if (i == set.split) at = {box.min.x + inset + set.column + set.gap, box.min.y};
    draw_set_line(set.lines[i], at, set.column, set.faces, theme);
    at.y += set.lines[i].height + set.faces.leading;
  }
  ImGui::Dummy({box.width(), set.height});
  context.state.content_height = set.height + context.px(4);
  context.state.all_is_seen = set.height <= room + 1;
}

}  // namespace lectern
