#include "web/views/drawing.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <cstring>

#include <implot.h>
#include <implot_internal.h>

namespace lectern {
namespace {

constexpr std::string_view kEllipsis = "…";

// Font sizes are physical; positions are logical.
float drawn_size(const ImFont& font) { return font.FontSize * ImGui::GetIO().FontGlobalScale; }

constexpr float kIndexSize = 0.78f, kIndexDrop = 0.3f;  // of an index, in the size of the letters

// The sign of norms and divergences is drawn as two bars: that of the typeface reaches far above and below the letters.
constexpr std::string_view kBars = "‖";
constexpr float kBarsWidth = 0.46f;  // in the size of the letters

// The next part of a text with indices written as "E_tr": what stands on the line, or an index, or two bars. Only what
// follows a symbol of one or two letters is an index, so that the names of a file's columns stay as they are.
struct TextRun {
  std::string_view text;
  bool is_index = false;
  bool is_bars = false;
  std::size_t used = 0;  // bytes, the underscore included
};

bool is_letter_or_digit(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || (c & 0x80) != 0; }

// Characters in the word that ends before `end`.
int letters_before(std::string_view text, std::size_t end) {
  int letters = 0;
  while (end > 0 && is_letter_or_digit(text[end - 1])) letters += (text[--end] & 0xC0) == 0x80 ? 0 : 1;
  return letters;
}

std::size_t index_length(std::string_view text, std::size_t underscore) {
  constexpr std::size_t kLongest = 6;
  const int symbol = letters_before(text, underscore);
  std::size_t end = underscore + 1;
  while (end < text.size() && std::isalnum(static_cast<unsigned char>(text[end])) != 0) ++end;
  const std::size_t length = end - underscore - 1;
  const bool goes_on = end < text.size() && text[end] == '_';
  return symbol >= 1 && symbol <= 2 && length <= kLongest && !goes_on ? length : 0;
}

TextRun next_run(std::string_view text, std::size_t from) {
  if (from > 0 && text[from] == '_') {
    const std::size_t length = index_length(text, from);
    if (length > 0) return {text.substr(from + 1, length), true, false, length + 1};
  }
  if (text.substr(from).starts_with(kBars)) return {kBars, false, true, kBars.size()};
  std::size_t end = from + 1;
  const auto begins_another = [&text](std::size_t at) {
    return (text[at] == '_' && index_length(text, at) > 0) || text.substr(at).starts_with(kBars);
  };
  while (end < text.size() && !begins_another(end)) ++end;
  return {text.substr(from, end - from), false, false, end - from};
}

float plain_width(const ImFont& font, float size, std::string_view text) {
  return const_cast<ImFont&>(font).CalcTextSizeA(size, 1e9f, 0, text.data(), text.data() + text.size()).x;
}

float width_of(const ImFont& font, float size, const TextRun& run) {
  if (run.is_bars) return kBarsWidth * size;
  return plain_width(font, run.is_index ? kIndexSize * size : size, run.text);
}

float width_at(const ImFont& font, float size, std::string_view text) {
  if (text.find('_') == std::string_view::npos && text.find(kBars) == std::string_view::npos)
    return plain_width(font, size, text);
  float width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const TextRun run = next_run(text, at);
    width += width_of(font, size, run);
    at += run.used;
  }
  return width;
}

void draw_at_size(ImDrawList& list, const ImFont& font, float size, ImVec2 at, ImU32 color, std::string_view text) {
  at = {std::floor(at.x + 0.5f), std::floor(at.y + 0.5f)};
  for (std::size_t from = 0; from < text.size();) {
    const TextRun run = next_run(text, from);
    const float own = run.is_index ? kIndexSize * size : size, drop = run.is_index ? kIndexDrop * size : 0;
    if (run.is_bars)
      for (const float bar : {0.13f, 0.31f}) {
        const ImVec2 corner(std::floor(at.x + bar * size), at.y + 0.12f * size);
        list.AddRectFilled(corner, {corner.x + std::max(1.0f, std::floor(0.08f * size + 0.3f)), at.y + 0.94f * size},
                           color);
      }
    else
      list.AddText(&font, own, {at.x, std::floor(at.y + drop)}, color, run.text.data(),
                   run.text.data() + run.text.size());
    at.x += width_of(font, size, run);
    from += run.used;
  }
}

template <std::size_t N>
void copy_text(std::array<char, N>& to, std::string_view from) {
  std::size_t length = std::min(from.size(), N - 1);
  // A character of several bytes is kept whole or left out.
  while (length < from.size() && length > 0 && (static_cast<unsigned char>(from[length]) & 0xC0) == 0x80) --length;
  std::memcpy(to.data(), from.data(), length);
  to[length] = '\0';
}

}  // namespace

Area remaining_area() {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  return {at, at + ImGui::GetContentRegionAvail()};
}

bool is_hovered(const Area& box) {
  return ImGui::IsWindowHovered(ImGuiHoveredFlags_ChildWindows | ImGuiHoveredFlags_AllowWhenBlockedByActiveItem) &&
         box.contains(ImGui::GetIO().MousePos);
}

float line_height(const ImFont& font) { return drawn_size(font); }

float text_width(const ImFont& font, std::string_view text) { return width_at(font, drawn_size(font), text); }

void draw_text(ImDrawList& list, const ImFont& font, ImVec2 at, ImU32 color, std::string_view text) {
  draw_at_size(list, font, drawn_size(font), at, color, text);
}

void draw_text(ImDrawList& list, const ImFont& font, float size, ImVec2 at, ImU32 color, std::string_view text) {
  draw_at_size(list, font, size, at, color, text);
}

void draw_wrapped_text(ImDrawList& list, const ImFont& font, ImVec2 at, ImU32 color, std::string_view text,
                       float wrap) {
  const float size = drawn_size(font);
  const char* from = text.data();
  const char* const end = from + text.size();
  while (from < end) {
    const char* line_end = font.CalcWordWrapPositionA(size / font.FontSize, from, end, std::max(wrap, 1.0f));
    const char* const forced = std::find(from, line_end, '\n');
    if (forced != line_end) line_end = forced;
    if (line_end == from && *from != '\n') line_end = from + 1;
    draw_at_size(list, font, size, at, color, {from, static_cast<std::size_t>(line_end - from)});
    at.y += size;
    from = line_end;
    while (from < end && *from == ' ') ++from;
    if (from < end && *from == '\n') ++from;
  }
}

void draw_label(ImDrawList& list, const ImFont& font, ImVec2 at, float align, ImU32 color, std::string_view text) {
  const float x = align == 0 ? at.x : at.x - align * text_width(font, text);
  draw_text(list, font, {x, at.y - drawn_size(font) / 2}, color, text);
}

bool draw_fitting_label(ImDrawList& list, const ImFont& font, ImVec2 at, float align, ImU32 color,
                        std::string_view text, float width) {
  const float full = text_width(font, text);
  if (full <= width + 0.5f) {
    draw_text(list, font, {at.x - align * full, at.y - drawn_size(font) / 2}, color, text);
    return true;
  }
  const float room = width - text_width(font, kEllipsis);
  if (room <= 0) return false;
  const char* end = nullptr;
  const float part = const_cast<ImFont&>(font)
                         .CalcTextSizeA(drawn_size(font), room, 0, text.data(), text.data() + text.size(), &end)
                         .x;
  const ImVec2 from(at.x - align * (part + width - room), at.y - drawn_size(font) / 2);
  draw_text(list, font, from, color, text.substr(0, static_cast<std::size_t>(end - text.data())));
  draw_text(list, font, {from.x + part, from.y}, color, kEllipsis);
  return false;
}

void break_at_blanks(const ImFont& font, std::string& text, float width) {
  std::size_t line = 0, blank = std::string::npos;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    if (at < text.size() && text[at] != ' ' && text[at] != '\n') continue;
    const std::string_view so_far = std::string_view(text).substr(line, at - line);
    if (blank != std::string::npos && text_width(font, so_far) > width) {
      text[blank] = '\n';
      line = blank + 1;
    }
    blank = at;
    if (at == text.size() || text[at] == ' ') continue;
    line = at + 1;
    blank = std::string::npos;
  }
}

void draw_scaled_label(ImDrawList& list, const ImFont& font, float scale, ImVec2 at, ImU32 color, std::string_view text,
                       float width) {
  const float size = scale * drawn_size(font);
  const auto draw = [&](float x, std::string_view part) {
    draw_at_size(list, font, size, {x, at.y - size / 2}, color, part);
  };
  if (scale * text_width(font, text) <= width + 0.5f) return draw(at.x, text);
  const float room = width - scale * text_width(font, kEllipsis);
  if (room <= 0) return;
  const char* end = nullptr;
  const float part =
      const_cast<ImFont&>(font).CalcTextSizeA(size, room, 0, text.data(), text.data() + text.size(), &end).x;
  draw(at.x, text.substr(0, static_cast<std::size_t>(end - text.data())));
  draw(at.x + part, kEllipsis);
}

void draw_vertical_label(ImDrawList& list, const ImFont& font, ImVec2 at, ImU32 color, std::string_view text,
                         float length) {
  const float width = std::min(text_width(font, text), length);
  ImGui::PushFont(const_cast<ImFont*>(&font));
  ImPlot::AddTextVertical(&list, {std::floor(at.x - drawn_size(font) / 2), std::floor(at.y + width / 2)}, color,
                          text.data(), text.data() + text.size());
  ImGui::PopFont();
}

void explain_item(const ViewContext& context, std::string_view text) {
  ImGui::SetItemTooltip("%.*s", static_cast<int>(text.size()), text.data());
  // The delay passes only while frames are drawn.
  if (ImGui::IsItemHovered() && !ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip)) context.actions.request_frame(0.1);
}

void draw_empty(const ViewContext& context, const Area& box, std::string_view sentence) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  draw_fitting_label(list, *context.theme.fonts.small, box.center(), 0.5f, context.theme.muted, sentence,
                     box.width() - context.px(16));
}

void draw_polyline(ImDrawList& list, const ImVec2* points, int count, ImU32 color, float width, bool dashed) {
  if (count < 2) return;
  if (!dashed) {
    // At a sharp turn Dear ImGui's mitred joint leaves gaps: the line is broken there, into two that overlap.
    int from = 0;
    for (int i = 1; i + 1 < count; ++i) {
      const ImVec2 in = points[i] - points[i - 1], out = points[i + 1] - points[i];
      const float along = in.x * out.x + in.y * out.y, across = in.x * out.y - in.y * out.x;
      if (along > -0.3f * std::fabs(across)) continue;
      list.AddPolyline(points + from, i - from + 1, color, ImDrawFlags_None, width);
      from = i;
    }
    list.AddPolyline(points + from, count - from, color, ImDrawFlags_None, width);
    return;
  }
  const float period = 4 * width + 3, mark = 0.6f * period;
  float phase = 0;
  for (int i = 1; i < count; ++i) {
    const ImVec2 step = points[i] - points[i - 1];
    const float length = std::sqrt(step.x * step.x + step.y * step.y);
    if (!(length < 1e5f)) continue;
    for (float s = 0; s < length;) {
      const float run = std::min((phase < mark ? mark : period) - phase, length - s) + 1e-3f;
      if (phase < mark)
        list.AddLine(points[i - 1] + step * (s / length), points[i - 1] + step * (std::min(s + run, length) / length),
                     color, width);
      s += run;
      phase += run;
      if (phase >= period) phase = 0;
    }
  }
}

void Callout::add(ImU32 swatch, std::string_view label, std::string_view value) {
  if (count_ == kRows) return;
  Row& row = rows_[static_cast<std::size_t>(count_++)];
  row.swatch = swatch;
  copy_text(row.label, label);
  copy_text(row.value, value);
}

ImVec2 Callout::size(const ViewContext& context) const {
  const Fonts& fonts = context.theme.fonts;
  float labels = 0, values = 0, swatch = 0;
  for (int i = 0; i < count_; ++i) {
    const Row& row = rows_[static_cast<std::size_t>(i)];
    labels = std::max(labels, text_width(*fonts.small, row.label.data()));
    values = std::max(values, text_width(*fonts.small, row.value.data()));
    if (row.swatch != 0) swatch = context.px(16);
  }
  const float gap = labels > 0 && values > 0 ? context.px(14) : 0;
  return {swatch + labels + gap + values + context.px(20),
          static_cast<float>(count_) * (line_height(*fonts.small) + context.px(3)) + context.px(13)};
}

void Callout::draw(const ViewContext& context, ImVec2 beside) const {
  if (count_ == 0) return;
  const ImVec2 extent = size(context), display = ImGui::GetIO().DisplaySize;
  const float offset = context.px(14);
  ImVec2 min(beside.x + offset, beside.y + offset);
  if (min.x + extent.x > display.x - offset) min.x = beside.x - offset - extent.x;
  if (min.y + extent.y > display.y - offset) min.y = beside.y - offset - extent.y;
  draw_at(context, min, extent);
}

void Callout::draw_outside(const ViewContext& context, const Area& picture, ImVec2 pointer) const {
  if (count_ == 0) return;
  const ImVec2 extent = size(context), display = ImGui::GetIO().DisplaySize;
  const float gap = context.px(8);
  const bool room_right = picture.max.x + gap + extent.x<display.x, room_left = picture.min.x - gap - extent.x> 0;
  const bool near_right = pointer.x > picture.center().x;
  ImVec2 min(0, pointer.y - extent.y / 2);
  if (room_right && (near_right || !room_left)) {
    min.x = picture.max.x + gap;
  } else if (room_left) {
    min.x = picture.min.x - gap - extent.x;
  } else {
    min = {near_right ? picture.min.x + gap : picture.max.x - gap - extent.x, picture.min.y + gap};
  }
  min.y = std::clamp(min.y, 2.0f, std::max(2.0f, display.y - extent.y - gap));
  draw_at(context, min, extent);
}

void Callout::draw_at(const ViewContext& context, ImVec2 min, ImVec2 extent) const {
  const Theme& theme = context.theme;
  const ImFont& font = *theme.fonts.small;
  ImDrawList& list = *ImGui::GetForegroundDrawList();
  min.x = std::floor(std::max(min.x, 2.0f));
  min.y = std::floor(std::max(min.y, 2.0f));
  const ImVec2 max = min + extent;
  const float round = context.px(7);
  list.AddRectFilled(min + ImVec2(0, context.px(2)), max + ImVec2(0, context.px(3)), theme.shadow, round);
  list.AddRectFilled(min, max, theme.surface, round);
  list.AddRect(min, max, theme.border, round);
  float y = min.y + context.px(8) + line_height(font) / 2;
  bool any_swatch = false;
  for (int i = 0; i < count_; ++i) any_swatch = any_swatch || rows_[static_cast<std::size_t>(i)].swatch != 0;
  for (int i = 0; i < count_; ++i) {
    const Row& row = rows_[static_cast<std::size_t>(i)];
    float x = min.x + context.px(10);
    if (row.swatch != 0) list.AddCircleFilled({x + context.px(4), y}, context.px(4), row.swatch);
    if (any_swatch) x += context.px(16);
    draw_label(list, font, {x, y}, 0, theme.muted, row.label.data());
    draw_label(list, font, {max.x - context.px(10), y}, 1, theme.text, row.value.data());
    y += line_height(font) + context.px(3);
  }
}

void draw_pill(ImDrawList& list, const ViewContext& context, ImVec2 right_end, std::string_view text) {
  const ImFont& font = *context.theme.fonts.small;
  const float width = text_width(font, text), half = line_height(font) / 2 + context.px(4);
  const ImVec2 min(right_end.x - width - context.px(16), right_end.y - half), max(right_end.x, right_end.y + half);
  list.AddRectFilled(min, max, faded(context.theme.surface, 0.9f), half);
  list.AddRect(min, max, faded(context.theme.border, 0.9f), half);
  draw_label(list, font, {max.x - context.px(8), right_end.y}, 1, context.theme.text, text);
}

}  // namespace lectern
