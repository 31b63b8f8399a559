#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <vector>

#include "core/lab/demo_link.h"
#include "web/views/drawing.h"
#include "web/views/list_layout.h"
#include "web/views/panel_view.h"
#include "web/views/subscripts.h"

namespace lectern {
namespace {

constexpr std::size_t kMostColumns = 64;
constexpr std::size_t kMeasuredRows = 64;
constexpr float kRowPadding = 5, kClosePadding = 2;  // above and below a row
constexpr std::string_view kNoNumber = "–";          // stands where a number is not known

// ---- One notation within a column ----------------------------------------------------------------

std::optional<double> plain_number(const std::string& cell) {
  if (cell.empty()) return std::nullopt;
  char* end = nullptr;
  const double value = std::strtod(cell.c_str(), &end);
  const bool whole = *end == '\0' && std::isfinite(value);
  return whole ? std::optional(value) : std::nullopt;
}

int significant_digits(std::string_view number) {
  int digits = 0;
  for (const char c : number.substr(0, number.find('e'))) {
    if (c >= '0' && c <= '9' && (c != '0' || digits > 0)) ++digits;
  }
  return digits;
}

// How a column writes its numbers: as they come, all in full, or all with powers of ten.
struct Notation {
  enum class Kind { as_given, in_full, powers } kind = Kind::as_given;
  int digits = 3;
};

Notation notation_of(const Table& table, std::size_t column) {
  constexpr double kLeastInFull = 1e-4, kMostInFull = 1e6;
  Notation notation;
  double least = 1e300, most = 0;
  int digits = 2;
  bool has_powers = false;
  for (const TableRow& row : table.rows) {
    if (column >= row.cells.size()) continue;
    const std::optional<double> value = plain_number(row.cells[column]);
    if (!value) continue;
    has_powers = has_powers || row.cells[column].find('e') != std::string::npos;
    if (*value == 0) continue;
    least = std::min(least, std::fabs(*value));
    most = std::max(most, std::fabs(*value));
    digits = std::max(digits, significant_digits(row.cells[column]));
  }
  if (!has_powers) return notation;
  notation.digits = std::min(digits, 4);
  notation.kind = least >= kLeastInFull && most < kMostInFull ? Notation::Kind::in_full : Notation::Kind::powers;
  return notation;
}

std::string cell_text(const std::string& cell, const Notation& notation) {
  const std::optional<double> value = plain_number(cell);
  if (!demo_opened_by(cell).empty()) return typeset(std::string(demo_link_shown(cell)));
  if (!value) {  // "< 1e-12": the sign, and the number
    const std::size_t sign = cell.starts_with("< ") || cell.starts_with("> ") ? 2 : cell.starts_with("≤ ") ? 4 : 0;
    return sign > 0 ? cell.substr(0, sign) + typeset(std::string_view(cell).substr(sign))
                    : with_subscripts(typeset(cell));
  }
  if (notation.kind == Notation::Kind::as_given || *value == 0) return typeset(cell);
  std::array<char, 40> text{};
  if (notation.kind == Notation::Kind::powers) {
    std::snprintf(text.data(), text.size(), "%.*e", notation.digits - 1, *value);
  } else {
    const int before = static_cast<int>(std::floor(std::log10(std::fabs(*value)))) + 1;
    std::snprintf(text.data(), text.size(), "%.*f", std::clamp(notation.digits - before, 0, 8), *value);
  }
  return typeset(text.data());
}

// ---- Setting a table into its room ---------------------------------------------------------------

// Numbers stand at the right of their column, names at the left.
struct Column {
  bool numeric = false;
  Notation notation;
  std::string head;  // in one line or in two
  float width = 0;   // of its widest text, without padding
};

// "f − f*" is not broken: signs stand with what they join.
bool joins(std::string_view word) {
  constexpr std::array<std::string_view, 8> kSigns{"−", "-", "+", "=", "·", "×", "/", "÷"};
  return std::find(kSigns.begin(), kSigns.end(), word) != kSigns.end();
}

// A heading in two lines of about one length.
std::string in_two_lines(const std::string& head, const ImFont& font) {
  std::string best = head;
  float least = text_width(font, head);
  for (std::size_t at = head.find(' '); at != std::string::npos; at = head.find(' ', at + 1)) {
    const std::string_view before = std::string_view(head).substr(0, at), after = std::string_view(head).substr(at + 1);
    if (joins(before.substr(before.find_last_of(' ') + 1)) || joins(after.substr(0, after.find(' ')))) continue;
    const float width = std::max(text_width(font, before), text_width(font, after));
    if (width >= least) continue;
    least = width;
    best = head.substr(0, at) + "\n" + head.substr(at + 1);
  }
  return best;
}

float head_width(const ImFont& font, std::string_view head) {
  const std::size_t line_end = std::min(head.find('\n'), head.size());
  const std::string_view rest = head.substr(std::min(line_end + 1, head.size()));
  return std::max(text_width(font, head.substr(0, line_end)), text_width(font, rest));
}

std::vector<Column> measured_columns(const Table& table, const ImFont& cell_font, const ImFont& head_font,
                                     bool two_lines) {
  std::vector<Column> columns(std::min(table.columns.size(), kMostColumns));
  for (std::size_t c = 0; c < columns.size(); ++c) {
    Column& column = columns[c];
    column.notation = notation_of(table, c);
    bool first = true;
    for (std::size_t r = 0; r < std::min(table.rows.size(), kMeasuredRows); ++r) {
      const TableRow& row = table.rows[r];
      if (c >= row.cells.size() || row.cells[c].empty()) continue;
      if (first) column.numeric = is_number_like(row.cells[c]) || row.cells[c] == kNoNumber;
      first = false;
      column.width = std::max(column.width, text_width(cell_font, cell_text(row.cells[c], column.notation)));
    }
    column.head = with_subscripts(table.columns[c]);
    if (two_lines && text_width(head_font, column.head) > column.width)
      column.head = in_two_lines(column.head, head_font);
    column.width = std::ceil(std::max(column.width, head_width(head_font, column.head)));
  }
  return columns;
}

struct Layout {
  std::vector<Column> columns;
  ImFont* font = nullptr;
  float padding = 0;      // at either side of a cell
  float row_padding = 0;  // above and below
  int head_lines = 1;
  std::size_t rows = 0;

  float width() const {
    float sum = 0;
    for (const Column& column : columns) sum += column.width + 2 * padding;
    return sum;
  }
  float row_height() const { return line_height(*font) + 2 * row_padding; }
  float head_height(const Fonts& fonts) const {
    return static_cast<float>(head_lines) * line_height(*fonts.small) + 2 * row_padding;
  }
  float height(const Fonts& fonts) const { return head_height(fonts) + row_height() * static_cast<float>(rows) + 2; }
};

// The ways to set a table, from roomy to close.
struct Way {
  bool small;
  bool two_lines;
  float padding;
};
constexpr std::array kWays{Way{false, false, 8}, Way{false, true, 8}, Way{false, true, 4}, Way{true, true, 5},
                           Way{true, true, 2.5f}};

Layout layout_of(const Table& table, const Way& way, float row_padding, const Theme& theme) {
  Layout layout;
  layout.font = way.small ? theme.fonts.small : theme.fonts.text;
  layout.columns = measured_columns(table, *layout.font, *theme.fonts.small, way.two_lines);
  layout.padding = theme.px(way.padding);
  layout.row_padding = theme.px(row_padding);
  layout.rows = table.rows.size();
  for (const Column& column : layout.columns)
    if (column.head.find('\n') != std::string::npos) layout.head_lines = 2;
  return layout;
}

// The roomiest way that fits; where none does, the closest.
Layout laid_out(const Table& table, ImVec2 room, const Theme& theme) {
  std::optional<Layout> narrow_enough;
  for (const Way& way : kWays) {
    Layout layout = layout_of(table, way, kRowPadding, theme);
    if (layout.width() > room.x) continue;
    if (layout.height(theme.fonts) <= room.y) return layout;
    layout.row_padding = theme.px(kClosePadding);
    if (layout.height(theme.fonts) <= room.y) return layout;
    narrow_enough = std::move(layout);
  }
  return narrow_enough ? *narrow_enough : layout_of(table, kWays.back(), kClosePadding, theme);
}

// Spreads what is left over the columns.
void fill_width(Layout& layout, float room) {
  const float spare = (room - layout.width()) / static_cast<float>(std::max<std::size_t>(layout.columns.size(), 1));
  for (Column& column : layout.columns) column.width += std::floor(std::max(0.0f, spare));
}

// Takes columns away from the right until no number is cut; the names of those taken away.
std::string drop_columns(Layout& layout, float room) {
  std::string dropped;
  while (layout.columns.size() > 1 && layout.width() > room) {
    std::string name = layout.columns.back().head;
    std::replace(name.begin(), name.end(), '\n', ' ');
    dropped = dropped.empty() ? name : name + ", " + dropped;
    layout.columns.pop_back();
  }
  return dropped;
}

// ---- Drawing -------------------------------------------------------------------------------------

void draw_cell(std::string_view text, bool numeric, ImU32 color) {
  const float left = ImGui::GetCursorPosX(), room = ImGui::GetContentRegionAvail().x;
  ImGui::PushStyleColor(ImGuiCol_Text, color);
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    const float width =
        text_width(*ImGui::GetFont(), line) * ImGui::GetFontSize() / std::max(line_height(*ImGui::GetFont()), 1.0f);
    ImGui::SetCursorPosX(left + (numeric ? std::max(0.0f, room - width) : 0));
    const ImVec2 at = ImGui::GetCursorScreenPos();
    draw_text(*ImGui::GetWindowDrawList(), *ImGui::GetFont(), ImGui::GetFontSize(), at, color, line);
    ImGui::Dummy({width, ImGui::GetTextLineHeight()});
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  ImGui::PopStyleVar();
  ImGui::PopStyleColor();
}

void draw_head(const Layout& layout, const Theme& theme) {
  ImGui::TableNextRow();
  ImGui::PushFont(theme.fonts.small);
  for (std::size_t c = 0; c < layout.columns.size(); ++c) {
    ImGui::TableSetColumnIndex(static_cast<int>(c));
    draw_cell(layout.columns[c].head, layout.columns[c].numeric, theme.muted);
  }
  ImGui::PopFont();
}

// A cell that opens a demo: underlined, over the whole height of its row.
void draw_demo_link(const std::string& cell, std::string_view id, const Layout& layout, int row, ViewContext& context) {
  const Theme& theme = context.theme;
  const ImVec2 at = ImGui::GetCursorScreenPos(), place = ImGui::GetCursorPos();
  const float width = std::max(ImGui::GetContentRegionAvail().x, 1.0f);
  ImGui::PushID(row);
  ImGui::SetCursorPosY(place.y - layout.row_padding);
  if (ImGui::InvisibleButton(cell.c_str(), {width, layout.row_height()})) context.actions.open_demo(id);
  const bool is_hot = ImGui::IsItemHovered() || ImGui::IsItemFocused();
  if (ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  ImGui::PopID();
  ImGui::SetCursorPos(place);
  const std::string text = cell_text(cell, {});
  draw_cell(text, false, theme.accent);
  if (!is_hot) return;
  const float length = text_width(*layout.font, text), y = at.y + ImGui::GetTextLineHeight();
  ImGui::GetWindowDrawList()->AddLine({at.x, y}, {at.x + std::min(length, width), y}, theme.accent, theme.px(1));
}

void draw_row(const TableRow& row, int number, const Layout& layout, ViewContext& context) {
  const Theme& theme = context.theme;
  ImGui::TableNextRow();
  for (std::size_t c = 0; c < std::min(layout.columns.size(), row.cells.size()); ++c) {
    const Column& column = layout.columns[c];
    ImGui::TableSetColumnIndex(static_cast<int>(c));
    const std::string_view demo = demo_opened_by(row.cells[c]);
    if (demo.empty())
      draw_cell(cell_text(row.cells[c], column.notation), column.numeric, theme.color(row.color));
    else
      draw_demo_link(row.cells[c], demo, layout, number, context);
  }
}

void draw_rows(const Table& table, const Layout& layout, ImVec2 size, ViewContext& context) {
  const Theme& theme = context.theme;
  const bool scrolls = layout.height(theme.fonts) > size.y + 1;
  const ImGuiTableFlags flags = ImGuiTableFlags_BordersInnerH | ImGuiTableFlags_SizingFixedFit |
                                ImGuiTableFlags_PadOuterX | (scrolls ? ImGuiTableFlags_ScrollY : 0);
  ImGui::PushStyleVar(ImGuiStyleVar_CellPadding, ImVec2(layout.padding, layout.row_padding));
  ImGui::PushStyleColor(ImGuiCol_TableBorderLight, theme.grid);
  ImGui::PushFont(layout.font);
  if (ImGui::BeginTable("table", static_cast<int>(layout.columns.size()), flags, scrolls ? size : ImVec2(size.x, 0))) {
    if (scrolls) ImGui::TableSetupScrollFreeze(0, 1);
    for (const Column& column : layout.columns)
      ImGui::TableSetupColumn("", ImGuiTableColumnFlags_WidthFixed, column.width);
    draw_head(layout, theme);
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(table.rows.size()));
    while (clipper.Step())
      for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i)
        draw_row(table.rows[static_cast<std::size_t>(i)], i, layout, context);
    ImGui::EndTable();
  }
  ImGui::PopFont();
  ImGui::PopStyleColor();
  ImGui::PopStyleVar();
}

}  // namespace

float least_table_width(const Table& table, const Theme& theme) {
  // A long one is scrolled.
  constexpr std::size_t kLong = 10;
  const float bar = table.rows.size() > kLong ? ImGui::GetStyle().ScrollbarSize : 0;
  return layout_of(table, kWays.back(), kClosePadding, theme).width() + bar + 1;
}

float table_height(const Table& table, float width, const Theme& theme) {
  return laid_out(table, {width, 1e6f}, theme).height(theme.fonts);
}

void draw_table(const Table& table, ViewContext& context) {
  const Theme& theme = context.theme;
  if (table.columns.empty()) {
    draw_empty(context, remaining_area(), "An empty table");
    return;
  }
  ImVec2 room = ImGui::GetContentRegionAvail();
  const float height_given = context.page_scrolls ? 1e6f : room.y;
  Layout layout = laid_out(table, {room.x, height_given}, theme);
  const bool scrolls = layout.height(theme.fonts) > height_given + 1;
  const float width = room.x - (scrolls ? ImGui::GetStyle().ScrollbarSize : 0);
  if (scrolls && layout.width() > width) layout = laid_out(table, {width, height_given}, theme);
  const std::string dropped = drop_columns(layout, width);
  fill_width(layout, width);
  const float note = dropped.empty() ? 0 : line_height(*theme.fonts.small) + theme.px(4);
  context.state.content_height = layout.height(theme.fonts) + note;
  context.state.all_is_seen = !scrolls;
  context.state.all_columns = dropped.empty();
  if (!context.page_scrolls) room.y -= note;
  const ImVec2 top = ImGui::GetCursorScreenPos();
  draw_rows(table, layout, {room.x, context.page_scrolls ? layout.height(theme.fonts) : room.y}, context);
  if (dropped.empty()) return;
  const float y = top.y + std::min(layout.height(theme.fonts), room.y) + note / 2 + theme.px(2);
  draw_fitting_label(*ImGui::GetWindowDrawList(), *theme.fonts.small, {top.x, y}, 0, theme.muted,
                     "enlarge for: " + dropped, room.x);
}

}  // namespace lectern
