#include <algorithm>
#include <cmath>
#include <vector>

#include "web/views/drawing.h"
#include "web/views/panel_view.h"

namespace lectern {
namespace {

constexpr std::size_t kMostColumns = 64;
constexpr float kRowPadding = 5;

// Numbers stand at the right of their column, names at the left.
struct Column {
  bool numeric = false;
  float width = 0;  // of its widest text, without padding
};

constexpr std::size_t kMeasuredRows = 64;
constexpr std::string_view kNoNumber = "–";  // stands where a number is not known

std::vector<Column> measured_columns(const Table& table, const ImFont& cell_font, const ImFont& head_font) {
  std::vector<Column> columns(std::min(table.columns.size(), kMostColumns));
  for (std::size_t c = 0; c < columns.size(); ++c) {
    columns[c].width = text_width(head_font, table.columns[c]);
    bool first = true;
    for (std::size_t r = 0; r < std::min(table.rows.size(), kMeasuredRows); ++r) {
      const TableRow& row = table.rows[r];
      if (c >= row.cells.size() || row.cells[c].empty()) continue;
      if (first) columns[c].numeric = is_number_like(row.cells[c]) || row.cells[c] == kNoNumber;
      first = false;
      columns[c].width = std::max(columns[c].width, text_width(cell_font, typeset(row.cells[c])));
    }
    columns[c].width = std::ceil(columns[c].width);
  }
  return columns;
}

// How a table is set into the room it has: as it likes best, or closer, or smaller, and at last to be scrolled.
struct Layout {
  std::vector<Column> columns;
  ImFont* font = nullptr;
  float padding = 0;  // at either side of a cell
  bool scrolls = false;
};

Layout laid_out(const Table& table, float room, const ViewContext& context) {
  const Fonts& fonts = context.theme.fonts;
  Layout layout;
  for (ImFont* font : {ImGui::GetFont(), fonts.small}) {
    layout.columns = measured_columns(table, *font, *fonts.small);
    layout.font = font;
    const auto count = static_cast<float>(layout.columns.size());
    float spare = room;
    for (const Column& column : layout.columns) spare -= column.width;
    for (const float padding : {8.0f, 4.0f, 2.5f}) {
      layout.padding = context.px(padding);
      const float left = spare - 2 * layout.padding * count;
      layout.scrolls = left < 0;
      if (layout.scrolls) continue;
      for (Column& column : layout.columns) column.width += std::floor(left / count);
      return layout;
    }
  }
  return layout;
}

void draw_cell(std::string_view text, bool numeric, ImU32 color) {
  const ImVec2 size = ImGui::CalcTextSize(text.data(), text.data() + text.size());
  if (numeric) ImGui::SetCursorPosX(ImGui::GetCursorPosX() + std::max(0.0f, ImGui::GetContentRegionAvail().x - size.x));
  ImGui::PushStyleColor(ImGuiCol_Text, color);
  ImGui::TextUnformatted(text.data(), text.data() + text.size());
  ImGui::PopStyleColor();
}

void draw_head(const Table& table, const Layout& layout, const ViewContext& context) {
  ImGui::TableNextRow();
  ImGui::PushFont(context.theme.fonts.small);
  for (std::size_t c = 0; c < layout.columns.size(); ++c) {
    ImGui::TableSetColumnIndex(static_cast<int>(c));
    draw_cell(table.columns[c], layout.columns[c].numeric, context.theme.muted);
  }
  ImGui::PopFont();
}

void draw_row(const TableRow& row, const Layout& layout, const ViewContext& context) {
  ImGui::TableNextRow();
  for (std::size_t c = 0; c < std::min(layout.columns.size(), row.cells.size()); ++c) {
    ImGui::TableSetColumnIndex(static_cast<int>(c));
    draw_cell(typeset(row.cells[c]), layout.columns[c].numeric, context.theme.color(row.color));
  }
}

float row_height(const ViewContext& context) { return ImGui::GetFontSize() + 2 * context.px(kRowPadding); }

}  // namespace

void draw_table(const Table& table, ViewContext& context) {
  if (table.columns.empty()) {
    draw_empty(context, remaining_area(), "An empty table");
    return;
  }
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float height = row_height(context) * static_cast<float>(table.rows.size() + 1);
  const bool overflows = height > room.y;
  const Layout layout = laid_out(table, room.x - (overflows ? ImGui::GetStyle().ScrollbarSize : 0), context);
  context.state.content_height = height + (layout.scrolls ? ImGui::GetStyle().ScrollbarSize : 0);
  const ImGuiTableFlags flags = ImGuiTableFlags_BordersInnerH | ImGuiTableFlags_ScrollY |
                                ImGuiTableFlags_SizingFixedFit | ImGuiTableFlags_PadOuterX |
                                (layout.scrolls ? ImGuiTableFlags_ScrollX : 0);
  ImGui::PushStyleVar(ImGuiStyleVar_CellPadding, ImVec2(layout.padding, context.px(kRowPadding)));
  ImGui::PushStyleColor(ImGuiCol_TableBorderLight, context.theme.grid);
  ImGui::PushFont(layout.font);
  if (ImGui::BeginTable("table", static_cast<int>(layout.columns.size()), flags, room)) {
    ImGui::TableSetupScrollFreeze(layout.scrolls ? 1 : 0, 1);
    for (const Column& column : layout.columns)
      ImGui::TableSetupColumn("", ImGuiTableColumnFlags_WidthFixed, column.width);
    draw_head(table, layout, context);
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(table.rows.size()));
    while (clipper.Step())
      for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i)
        draw_row(table.rows[static_cast<std::size_t>(i)], layout, context);
    ImGui::EndTable();
  }
  ImGui::PopFont();
  ImGui::PopStyleColor();
  ImGui::PopStyleVar();
}

}  // namespace lectern
