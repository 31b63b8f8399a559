#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "core/lab/text.h"
#include "web/gl/pictures.h"
#include "web/views/color_scale.h"
#include "web/views/drawing.h"
#include "web/views/panel_view.h"

namespace lectern {
namespace {

constexpr const char* kCellField = "cell";

struct CellId {
  int row = -1, column = -1;
  bool valid() const { return row >= 0; }
};

// Where the cells and their labels stand.
struct MatrixLayout {
  Area cells{};
  float cell_width = 0, cell_height = 0;
  float row_label_width = 0;
  float column_label_height = 0;
  bool upright_columns = false;  // names of columns are read upwards
  float number_scale = 1;        // of the letters in the cells; 0: no numbers

  Area cell(int row, int column) const {
    const ImVec2 min(cells.min.x + cell_width * static_cast<float>(column),
                     cells.min.y + cell_height * static_cast<float>(row));
    return {min, {min.x + cell_width, min.y + cell_height}};
  }
  CellId cell_at(ImVec2 p, const MatrixCells& matrix) const {
    if (!cells.contains(p)) return {};
    return {std::min(static_cast<int>((p.y - cells.min.y) / cell_height), matrix.rows - 1),
            std::min(static_cast<int>((p.x - cells.min.x) / cell_width), matrix.cols - 1)};
  }
};

Range color_range(const MatrixCells& matrix) {
  if (matrix.color.low < matrix.color.high) return matrix.color;
  double low = 1e300, high = -1e300;
  for (const float value : matrix.values) {
    if (!std::isfinite(value)) continue;
    low = std::min<double>(low, value);
    high = std::max<double>(high, value);
  }
  if (!(low < high)) return {low - 0.5, low + 0.5};
  if (matrix.map == ColorMap::diverging) return {-std::max(-low, high), std::max(-low, high)};
  return {low, high};
}

float value_of(const MatrixCells& matrix, int row, int column) {
  const auto index =
      static_cast<std::size_t>(row) * static_cast<std::size_t>(matrix.cols) + static_cast<std::size_t>(column);
  return index < matrix.values.size() ? matrix.values[index] : 0;
}

MatrixLayout layout_of(const MatrixCells& matrix, const Area& area, const ViewContext& context) {
  const ImFont& font = *context.theme.fonts.small;
  const float line = line_height(font) + context.px(5);
  MatrixLayout layout;
  for (const std::string& label : matrix.row_labels)
    layout.row_label_width = std::max(layout.row_label_width, text_width(font, label));
  // Names take what the numbers leave them.
  float widest_number = 0;
  for (const float value : matrix.values)
    widest_number = std::max(widest_number, text_width(font, NumberText::fixed(value, matrix.decimals)));
  const float for_names = area.width() - line - static_cast<float>(matrix.cols) * (widest_number + context.px(10));
  layout.row_label_width = std::min(layout.row_label_width + context.px(8), std::max(for_names, area.width() * 0.42f));
  if (matrix.row_labels.empty()) layout.row_label_width = 0;
  const float left = (matrix.row_title.empty() ? 0 : line) + layout.row_label_width;
  float widest = 0;
  for (const std::string& label : matrix.col_labels) widest = std::max(widest, text_width(font, label));
  layout.upright_columns =
      widest * 0.75f > (area.width() - left) / static_cast<float>(matrix.cols) - 2 && widest < 0.45f * area.height();
  layout.column_label_height = matrix.col_labels.empty() ? 0 : layout.upright_columns ? widest + context.px(6) : line;
  const float top = (matrix.col_title.empty() ? 0 : line) + layout.column_label_height;
  const float room_x = area.width() - left - context.px(2), room_y = area.height() - top - context.px(2);
  const float side = std::min(room_x / static_cast<float>(matrix.cols), room_y / static_cast<float>(matrix.rows));
  // Cells may be a little wider than high: numbers are.
  layout.cell_height =
      std::clamp(room_y / static_cast<float>(matrix.rows), 1.0f, std::min(context.px(110), 1.2f * side));
  const float number = text_width(font, NumberText::fixed(-color_range(matrix).high, matrix.decimals)) + context.px(10);
  layout.cell_width = std::min(room_x / static_cast<float>(matrix.cols), std::max(1.15f * layout.cell_height, number));
  const ImVec2 size(layout.cell_width * static_cast<float>(matrix.cols),
                    layout.cell_height * static_cast<float>(matrix.rows));
  const ImVec2 min(std::floor(area.min.x + left + std::max(0.0f, (room_x - size.x) / 2)),
                   std::floor(area.min.y + top + std::max(0.0f, (room_y - size.y) / 2)));
  layout.cells = {min, min + size};
  const float scale = std::min({1.0f, (layout.cell_width - 3) / std::max(widest_number, 1.0f),
                                layout.cell_height / (0.95f * line_height(font))});
  layout.number_scale = scale < 0.6f ? 0 : scale;
  return layout;
}

// Black or white, whichever reads better on the colour.
void draw_cell(ImDrawList& list, const MatrixCells& matrix, const MatrixLayout& layout, CellId id, Range range,
               const ViewContext& context) {
  const float value = value_of(matrix, id.row, id.column);
  const Theme& theme = context.theme;
  Area cell = layout.cell(id.row, id.column);
  const float gap = layout.cell_height > context.px(14) ? 0.75f : 0;
  cell = {cell.min + ImVec2(gap, gap), cell.max - ImVec2(gap, gap)};
  const float rounding = layout.cell_height > context.px(20) ? context.px(3) : 0;
  const bool quiet = value == 0 && matrix.map != ColorMap::diverging && range.low >= 0;
  const float t = static_cast<float>((value - range.low) / (range.high - range.low));
  const ImU32 color = quiet ? theme.raised : context.pictures.color_maps().color(matrix.map, t);
  list.AddRectFilled(cell.min, cell.max, std::isfinite(value) ? color : theme.raised, rounding);
  if (layout.number_scale <= 0) return;
  const NumberText text = NumberText::fixed(value, matrix.decimals);
  const ImU32 ink = quiet ? theme.muted : std::isfinite(value) ? ink_on(color) : theme.bad;
  const bool on_diagonal =
      id.row == id.column && matrix.rows == matrix.cols && !matrix.editable && layout.cell_height > context.px(26);
  const ImFont& font = on_diagonal && !quiet && text_width(*theme.fonts.strong, text) < cell.width() - 2
                           ? *theme.fonts.strong
                           : *theme.fonts.small;
  if (layout.number_scale >= 1) return draw_label(list, font, cell.center(), 0.5f, ink, text);
  const ImFont& small = *theme.fonts.small;
  const float width = layout.number_scale * text_width(small, text);
  draw_scaled_label(list, small, layout.number_scale, {cell.center().x - width / 2, cell.center().y}, ink, text,
                    width + 1);
}

void draw_labels(ImDrawList& list, const MatrixCells& matrix, const MatrixLayout& layout, CellId hovered,
                 const ViewContext& context) {
  const ImFont& font = *context.theme.fonts.small;
  const float line = line_height(font) + context.px(5);
  const Area& cells = layout.cells;
  const auto color = [&](bool strong) { return strong ? context.theme.accent : context.theme.muted; };
  // Letters shrink with the rows; where they would be too small to read, only every second, third … row is named.
  int stride = 1;
  constexpr float kSmallest = 0.68f;
  while (layout.cell_height * static_cast<float>(stride) < kSmallest * line_height(font)) ++stride;
  const float scale = std::clamp(layout.cell_height * static_cast<float>(stride) / line_height(font), kSmallest, 1.0f);
  for (int row = 0; row < std::min(matrix.rows, static_cast<int>(matrix.row_labels.size())); row += stride) {
    const std::string& label = matrix.row_labels[static_cast<std::size_t>(row)];
    const float width = std::min(scale * text_width(font, label), layout.row_label_width);
    draw_scaled_label(list, font, scale, {cells.min.x - context.px(6) - width, layout.cell(row, 0).center().y},
                      color(row == hovered.row), label, width + 1);
  }
  float widest = 0;
  for (const std::string& label : matrix.col_labels)
    widest = std::max(widest, std::min(text_width(font, label), context.px(60)));
  stride = 1;
  while (layout.cell_width * static_cast<float>(stride) < std::min(widest + context.px(3), context.px(44)) &&
         stride < matrix.cols)
    ++stride;
  // Before names are left out their letters shrink.
  constexpr float kSmallestHead = 0.72f;
  float head_scale = 1;
  if (!layout.upright_columns && stride > 1 && widest * kSmallestHead <= layout.cell_width - 2) {
    head_scale = (layout.cell_width - 2) / widest;
    stride = 1;
  }
  if (layout.upright_columns) stride = 1;
  while (layout.upright_columns && layout.cell_width * static_cast<float>(stride) < line_height(font)) ++stride;
  for (int column = 0; column < std::min(matrix.cols, static_cast<int>(matrix.col_labels.size())); column += stride) {
    if (layout.upright_columns) {
      draw_vertical_label(list, font, {layout.cell(0, column).center().x, cells.min.y - layout.column_label_height / 2},
                          color(column == hovered.column), matrix.col_labels[static_cast<std::size_t>(column)],
                          layout.column_label_height);
      continue;
    }
    if (head_scale < 1) {
      const std::string& label = matrix.col_labels[static_cast<std::size_t>(column)];
      const float width = head_scale * text_width(font, label);
      draw_scaled_label(list, font, head_scale, {layout.cell(0, column).center().x - width / 2, cells.min.y - line / 2},
                        color(column == hovered.column), label, width + 1);
      continue;
    }
    draw_fitting_label(list, font, {layout.cell(0, column).center().x, cells.min.y - line / 2}, 0.5f,
                       color(column == hovered.column), matrix.col_labels[static_cast<std::size_t>(column)],
                       layout.cell_width * static_cast<float>(stride) - 2);
  }
  if (!matrix.col_title.empty())
    draw_fitting_label(list, font, {cells.center().x, cells.min.y - layout.column_label_height - 0.5f * line}, 0.5f,
                       context.theme.muted, matrix.col_title, cells.width());
  if (!matrix.row_title.empty())
    draw_vertical_label(list, font, {cells.min.x - layout.row_label_width - line / 2, cells.center().y},
                        context.theme.muted, matrix.row_title, cells.height());
}

void draw_read_out(const MatrixCells& matrix, CellId id, const Area& picture, const ViewContext& context) {
  const auto name = [](const std::vector<std::string>& labels, int index) {
    return static_cast<std::size_t>(index) < labels.size() ? std::string_view(labels[static_cast<std::size_t>(index)])
                                                           : std::string_view();
  };
  Callout callout;
  const NumberText row_number(id.row), column_number(id.column);
  const std::string_view row = name(matrix.row_labels, id.row), column = name(matrix.col_labels, id.column);
  callout.add(0, matrix.row_title.empty() ? "row" : matrix.row_title, row.empty() ? std::string_view(row_number) : row);
  callout.add(0, matrix.col_title.empty() ? "column" : matrix.col_title,
              column.empty() ? std::string_view(column_number) : column);
  callout.add(0, "value", NumberText(value_of(matrix, id.row, id.column), 4));
  callout.draw_outside(context, picture, ImGui::GetIO().MousePos);
}

void take_typed_value(ViewContext& context) {
  MatrixViewState& state = context.state.matrix;
  if (state.edited_row < 0) return;
  const std::string typed = context.actions.taken_text(kCellField);
  if (typed.empty()) return;
  if (const std::optional<float> value = parse_float(plain_number(typed)))
    context.actions.act(CellEdited{state.edited_row, state.edited_column, *value});
  state.edited_row = state.edited_column = -1;
}

// A drag up or down changes the value, a double click (or tap) types it.
void edit(const MatrixCells& matrix, const MatrixLayout& layout, CellId under, Range range, ViewContext& context) {
  MatrixViewState& state = context.state.matrix;
  take_typed_value(context);
  ImGui::SetCursorScreenPos(layout.cells.min);
  ImGui::InvisibleButton("cells", {std::max(layout.cells.width(), 1.0f), std::max(layout.cells.height(), 1.0f)});
  if (under.valid()) ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeNS);
  if (ImGui::IsItemActivated() && under.valid()) {
    state.dragged_row = under.row, state.dragged_column = under.column;
    state.drag_start = value_of(matrix, under.row, under.column);
    state.sent = state.drag_start;
  }
  const bool double_clicked =
      under.valid() && ImGui::IsItemHovered() && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left);
  if (double_clicked ||
      (context.touch && ImGui::IsItemDeactivated() && under.valid() && state.sent == state.drag_start)) {
    state.edited_row = under.row, state.edited_column = under.column;
    const Area cell = layout.cell(under.row, under.column);
    const NumberText current =
        NumberText::fixed(value_of(matrix, under.row, under.column), std::max(matrix.decimals, 2));
    std::string plain(current);
    if (plain.starts_with("\u2212")) plain.replace(0, std::string_view("\u2212").size(), "-");
    context.actions.ask_for_text(kCellField, plain, cell.min, cell.max);
    return;
  }
  if (!ImGui::IsItemActive() || state.dragged_row < 0 || context.page_scrolls) return;
  const float moved = -ImGui::GetMouseDragDelta(ImGuiMouseButton_Left, context.px(3)).y / context.px(160);
  const double grain = std::pow(10.0, -std::max(matrix.decimals, 1));
  const auto value =
      static_cast<float>(std::round((state.drag_start + moved * (range.high - range.low)) / grain) * grain);
  if (value == state.sent) return;
  state.sent = value;
  context.actions.act(CellEdited{state.dragged_row, state.dragged_column, value});
}

}  // namespace

void draw_matrix(const MatrixCells& matrix, ViewContext& context) {
  const Area area = remaining_area();
  if (matrix.rows <= 0 || matrix.cols <= 0) {
    draw_empty(context, area, "No cells yet");
    return;
  }
  const Range range = color_range(matrix);
  MatrixLayout layout = layout_of(matrix, area, context);
  // Where numbers have no room in the cells, a scale says what the colours mean.
  const bool has_scale = layout.number_scale <= 0 && area.width() > context.px(150);
  const float scale_width = has_scale ? color_scale_width(context) : 0;
  if (has_scale) layout = layout_of(matrix, {area.min, {area.max.x - scale_width, area.max.y}}, context);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const CellId hovered = is_hovered(area) ? layout.cell_at(ImGui::GetIO().MousePos, matrix) : CellId{};
  for (int row = 0; row < matrix.rows; ++row)
    for (int column = 0; column < matrix.cols; ++column) draw_cell(list, matrix, layout, {row, column}, range, context);
  draw_labels(list, matrix, layout, hovered, context);
  if (has_scale) {
    const Area& cells = layout.cells;
    draw_color_scale(context, {{cells.max.x + context.px(10), cells.min.y}, {cells.max.x + scale_width, cells.max.y}},
                     matrix.map, range, 1);
  }
  if (hovered.valid()) {
    const Area cell = layout.cell(hovered.row, hovered.column);
    list.AddRect(cell.min, cell.max, context.theme.accent, context.px(3), 0, context.px(2));
    if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) draw_read_out(matrix, hovered, layout.cells, context);
  }
  if (matrix.editable) edit(matrix, layout, hovered, range, context);
  ImGui::SetCursorScreenPos(area.min);
  ImGui::Dummy({1, std::max(1.0f, layout.cells.max.y - area.min.y)});
}

}  // namespace lectern
