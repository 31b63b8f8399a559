#include <algorithm>

#include "web/views/drawing.h"
#include "web/views/panel_view.h"

namespace lectern {
namespace {

// Numbers stand at the right of their column, names at the left.
bool is_numeric(std::string_view text) {
  if (text.empty()) return false;
  return text.find_first_of("0123456789") != std::string_view::npos && text.find_first_not_of("0123456789+-.,eE %\u2212·×") == std::string_view::npos;
}

bool column_is_numeric(const Table& table, std::size_t column) {
  for (const TableRow& row : table.rows)
    if (column < row.cells.size() && !row.cells[column].empty()) return is_numeric(row.cells[column]);
  return false;
}

void draw_cell(std::string_view text, bool numeric, ImU32 color) {
  const ImVec2 size = ImGui::CalcTextSize(text.data(), text.data() + text.size());
  if (numeric) ImGui::SetCursorPosX(ImGui::GetCursorPosX() + std::max(0.0f, ImGui::GetContentRegionAvail().x - size.x));
  ImGui::PushStyleColor(ImGuiCol_Text, color);
  ImGui::TextUnformatted(text.data(), text.data() + text.size());
  ImGui::PopStyleColor();
}

void draw_head(const Table& table, const ViewContext& context) {
  ImGui::TableNextRow();
  ImGui::PushFont(context.theme.fonts.small);
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    ImGui::TableSetColumnIndex(static_cast<int>(column));
    draw_cell(table.columns[column], column_is_numeric(table, column), context.theme.muted);
  }
  ImGui::PopFont();
}

}  // namespace

void draw_table(const Table& table, ViewContext& context) {
  if (table.columns.empty()) {
    draw_empty(context, remaining_area(), "An empty table");
    return;
  }
  const auto columns = static_cast<int>(std::min<std::size_t>(table.columns.size(), 64));
  constexpr ImGuiTableFlags kFlags = ImGuiTableFlags_BordersInnerH | ImGuiTableFlags_ScrollY | ImGuiTableFlags_ScrollX |
                                     ImGuiTableFlags_SizingStretchProp | ImGuiTableFlags_PadOuterX;
  ImGui::PushStyleVar(ImGuiStyleVar_CellPadding, ImVec2(context.px(8), context.px(5)));
  ImGui::PushStyleColor(ImGuiCol_TableBorderLight, context.theme.grid);
  if (ImGui::BeginTable("table", columns, kFlags, ImGui::GetContentRegionAvail())) {
    ImGui::TableSetupScrollFreeze(0, 1);
    draw_head(table, context);
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(table.rows.size()));
    while (clipper.Step()) {
      for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
        const TableRow& row = table.rows[static_cast<std::size_t>(i)];
        ImGui::TableNextRow();
        for (int column = 0; column < columns && static_cast<std::size_t>(column) < row.cells.size(); ++column) {
          ImGui::TableSetColumnIndex(column);
          draw_cell(row.cells[static_cast<std::size_t>(column)], column_is_numeric(table, static_cast<std::size_t>(column)),
                    context.theme.color(row.color));
        }
      }
    }
    ImGui::EndTable();
  }
  ImGui::PopStyleColor();
  ImGui::PopStyleVar();
}

}  // namespace lectern
