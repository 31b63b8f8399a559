#include <algorithm>
#include <array>
#include <cmath>

#include "web/gl/pictures.h"
#include "web/views/color_scale.h"
#include "web/views/drawing.h"
#include "web/views/drawing_pad.h"
#include "web/views/panel_view.h"
#include "web/views/tile_grid.h"

namespace lectern {
namespace {

const TileRow* row_of(const Images& images, const Tile& tile) {
  const auto row = static_cast<std::size_t>(tile.row);
  return tile.row >= 0 && row < images.rows.size() ? &images.rows[row] : nullptr;
}

ColorMap map_of(const Images& images, const TileRow* row) {
  return row != nullptr && row->map ? *row->map : images.map;
}

Range color_range(const Images& images, const Tile& tile) {
  if (tile.color.low < tile.color.high) return tile.color;
  const TileRow* row = row_of(images, tile);
  if (row != nullptr && row->color.low < row->color.high) return row->color;
  Range range{1e30, -1e30};
  for (const float value : tile.values) {
    if (!std::isfinite(value)) continue;
    range.low = std::min<double>(range.low, value);
    range.high = std::max<double>(range.high, value);
  }
  return range.low < range.high ? range : Range{range.low - 0.5, range.low + 0.5};
}

void prepare(const Images& images, ViewContext& context) {
  gl::Sheet& sheet = context.pictures.sheet(context.state.sheet);
  if (!sheet.is_older_than(context.snapshot_number)) return;
  sheet.clear();
  for (const Tile& tile : images.tiles)
    tile.channels == 1 ? sheet.add(tile.width, tile.height, tile.values, color_range(images, tile))
                       : sheet.add(1, 1, {}, {0, 1});  // drawn pixel by pixel
  sheet.upload(context.snapshot_number);
}

// A picture of three colours, where `tile` is one.
void draw_coloured(ImDrawList& list, const Tile& tile, const Area& box) {
  if (tile.channels != 3) return;
  const ImVec2 cell(box.width() / static_cast<float>(tile.width), box.height() / static_cast<float>(tile.height));
  // Neighbours share their rounded edges, so that nothing shows between them.
  const auto edge = [&](int column, int row) {
    return ImVec2(std::floor(box.min.x + cell.x * static_cast<float>(column)),
                  std::floor(box.min.y + cell.y * static_cast<float>(row)));
  };
  for (std::size_t i = 0; i + 2 < tile.values.size(); i += 3) {
    const int column = static_cast<int>(i / 3) % tile.width, row = static_cast<int>(i / 3) / tile.width;
    const ImVec4 color(std::clamp(tile.values[i], 0.0f, 1.0f), std::clamp(tile.values[i + 1], 0.0f, 1.0f),
                       std::clamp(tile.values[i + 2], 0.0f, 1.0f), 1);
    list.AddRectFilled(edge(column, row), edge(column + 1, row + 1), ImGui::ColorConvertFloat4ToU32(color));
  }
}

void draw_frame(ImDrawList& list, const Tile& tile, const Area& box, bool hovered, const ViewContext& context) {
  const Theme& theme = context.theme;
  const bool plain = tile.frame == kColorMuted;
  const ImU32 color = hovered && tile.pick >= 0 ? theme.accent : plain ? theme.border : theme.color(tile.frame);
  const float width = plain && !hovered ? 1.0f : context.px(2);
  const ImVec2 grow(width / 2, width / 2);
  list.AddRect(box.min - grow, box.max + grow, color, context.px(plain ? 0.0f : 2.0f), 0, width);
}

struct Pixel {
  int row = 0, column = 0;
};

Pixel pixel_under(const Tile& tile, const Area& box, ImVec2 at) {
  return {static_cast<int>((at.y - box.min.y) / box.height() * static_cast<float>(tile.height)),
          static_cast<int>((at.x - box.min.x) / box.width() * static_cast<float>(tile.width))};
}

// Framed is the part that the tile marks.
void draw_mark(ImDrawList& list, const Tile& tile, const Area& box, const ViewContext& context) {
  if (tile.mark.height <= 0 || tile.mark.width <= 0) return;
  const ImVec2 cell(box.width() / static_cast<float>(tile.width), box.height() / static_cast<float>(tile.height));
  const auto at = [&](int row, int column) {
    return box.min + ImVec2(cell.x * static_cast<float>(column), cell.y * static_cast<float>(row));
  };
  list.AddRect(at(tile.mark.row, tile.mark.column),
               at(tile.mark.row + tile.mark.height, tile.mark.column + tile.mark.width), context.theme.accent,
               context.px(1.5f), 0, context.px(2));
}

// The values in the pixels, all or none: where the longest of them has room. Whole numbers stay whole.
void draw_numbers(ImDrawList& list, const Images& images, const Tile& tile, const Area& box,
                  const ViewContext& context) {
  if (tile.channels != 1 || tile.width * tile.height > 1024) return;
  const ImFont& font = *context.theme.fonts.small;
  const ImVec2 cell(box.width() / static_cast<float>(tile.width), box.height() / static_cast<float>(tile.height));
  const bool whole = std::all_of(tile.values.begin(), tile.values.end(),
                                 [](float value) { return !std::isfinite(value) || value == std::floor(value); });
  const int decimals = whole ? 0 : 2;
  float widest = text_width(font, NumberText::fixed(whole ? -8 : -0.88, decimals));
  if ((cell.x - 2) / widest < 0.62f) return;
  for (const float value : tile.values)
    if (std::isfinite(value)) widest = std::max(widest, text_width(font, NumberText::fixed(value, decimals)));
  const float scale = std::min({1.0f, (cell.x - 2) / widest, (cell.y - 1) / line_height(font)});
  if (scale < 0.62f) return;
  const Range range = color_range(images, tile);
  for (int row = 0; row < tile.height; ++row)
    for (int column = 0; column < tile.width; ++column) {
      const auto i = static_cast<std::size_t>(row * tile.width + column);
      if (i >= tile.values.size() || !std::isfinite(tile.values[i])) continue;
      const auto t = static_cast<float>((tile.values[i] - range.low) / (range.high - range.low));
      const NumberText text = NumberText::fixed(tile.values[i], decimals);
      const float width = scale * text_width(font, text);
      const ImVec2 at(box.min.x + cell.x * (static_cast<float>(column) + 0.5f) - width / 2,
                      box.min.y + cell.y * (static_cast<float>(row) + 0.5f));
      draw_scaled_label(list, font, scale, at,
                        ink_on(context.pictures.color_maps().color(map_of(images, row_of(images, tile)), t)), text,
                        width + 1);
    }
}

// The range that all tiles of a row share; of the whole panel: row −1.
Range shared_range(const Images& images, int row) {
  Range shared;
  for (const Tile& tile : images.tiles) {
    if (tile.row != row) continue;
    const TileRow* its_row = row_of(images, tile);
    const Range range = tile.color.low < tile.color.high || its_row == nullptr ? tile.color : its_row->color;
    if (!(range.low < range.high)) return {};
    if (shared.low < shared.high && (shared.low != range.low || shared.high != range.high)) return {};
    shared = range;
  }
  return shared;
}

// A row's name, and behind it the scale of its colours.
void draw_captions(const Images& images, const TileGrid& grid, const ViewContext& context) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImFont& font = *context.theme.fonts.small;
  for (std::size_t row = 0; grid.has_captions() && row < images.rows.size(); ++row) {
    const Area line = grid.caption(row);
    if (line.width() < 1) continue;
    const Range range = shared_range(images, static_cast<int>(row));
    if (grid.captions_beside() && !grid.captions_in_one_line()) {
      const float quarter = line.height() / 4;
      draw_fitting_label(list, font, {line.min.x, line.min.y + quarter}, 0, context.theme.text, images.rows[row].name,
                         line.width());
      draw_flat_scale(context, {line.min.x, line.min.y + 3 * quarter}, map_of(images, &images.rows[row]), range);
      continue;
    }
    const float scale = range.low < range.high ? flat_scale_width(context, range) + context.px(12) : 0;
    const float name = text_width(font, images.rows[row].name);
    const bool has_room = name + scale <= line.width();
    draw_fitting_label(list, font, {line.min.x, line.center().y}, 0, context.theme.text, images.rows[row].name,
                       line.width() - (has_room ? scale : 0));
    if (has_room && scale > 0)
      draw_flat_scale(context, {line.min.x + name + context.px(12), line.center().y}, map_of(images, &images.rows[row]),
                      range);
  }
}

// The tile large beside the pointer, with the value of the pixel under it.
void draw_magnified(const Images& images, std::size_t index, const Area& box, ViewContext& context) {
  const Tile& tile = images.tiles[index];
  const ImVec2 pointer = ImGui::GetIO().MousePos;
  const auto [row, column] = pixel_under(tile, box, pointer);
  const auto channels = static_cast<std::size_t>(tile.channels);
  const auto pixel = channels * (static_cast<std::size_t>(row) * static_cast<std::size_t>(tile.width) +
                                 static_cast<std::size_t>(column));
  if (column < 0 || row < 0 || column >= tile.width || row >= tile.height || pixel + channels > tile.values.size())
    return;
  Callout callout;
  const TileRow* named = row_of(images, tile);
  if (named != nullptr) callout.add(0, named->name, "");
  if (!tile.label.empty()) callout.add(0, tile.label, "");
  callout.add(0, "row", NumberText(row));
  callout.add(0, "column", NumberText(column));
  constexpr std::array<const char*, 3> kColors{"red", "green", "blue"};
  for (std::size_t c = 0; c < std::min(channels, kColors.size()); ++c)
    callout.add(0, channels == 1 ? "value" : kColors[c], NumberText(tile.values[pixel + c], 4));
  const ImVec2 panel = ImGui::GetWindowPos();
  callout.draw_outside(context, {panel, panel + ImGui::GetWindowSize()}, pointer);

  const float large = context.px(150), cell = large / static_cast<float>(std::max(tile.width, tile.height));
  if (box.width() > 0.8f * large) return;
  const ImVec2 size(cell * static_cast<float>(tile.width), cell * static_cast<float>(tile.height));
  const float gap = context.px(14);
  const ImVec2 display = ImGui::GetIO().DisplaySize;
  ImVec2 min(pointer.x - gap - size.x, pointer.y + gap);
  if (min.x < gap) min.x = pointer.x + gap;
  if (min.y + size.y > display.y - gap) min.y = pointer.y - gap - size.y;
  ImDrawList& list = *ImGui::GetForegroundDrawList();
  const ImVec2 margin(context.px(4), context.px(4));
  list.AddRectFilled(min - margin, min + size + margin, context.theme.surface, context.px(6));
  list.AddRect(min - margin, min + size + margin, context.theme.border, context.px(6));
  context.pictures.begin_pictures(list, {map_of(images, named)});
  context.pictures.sheet(context.state.sheet).draw(list, index, min, min + size, false);
  context.pictures.end(list);
  draw_coloured(list, tile, {min, min + size});
  const ImVec2 at(min.x + cell * static_cast<float>(column), min.y + cell * static_cast<float>(row));
  list.AddRect(at, at + ImVec2(cell, cell), context.theme.accent, 0, 0, context.px(1.5f));
}

int pixel_number(const Tile& tile, const Area& box, ImVec2 pointer) {
  const Pixel pixel = pixel_under(tile, box, pointer);
  return std::clamp(pixel.row, 0, tile.height - 1) * tile.width + std::clamp(pixel.column, 0, tile.width - 1);
}

// Each line as small as it has to be. Whether they are whole.
bool draw_label_in_two_lines(ImDrawList& list, const ImFont& font, const Area& box, float width, ImU32 color,
                             std::string_view label) {
  const TwoLines lines = in_two_lines(font, label);
  const float scale = std::clamp(width / std::max(lines.width, 1.0f), kSmallestLabel, 1.0f);
  const float line = line_height(font);
  float y = box.max.y + 0.62f * line;
  for (const std::string_view text : {lines.upper, lines.lower}) {
    if (text.empty()) break;
    const float length = std::min(scale * text_width(font, text), width);
    draw_scaled_label(list, font, scale, {box.center().x - length / 2, y}, color, text, length + 1);
    y += 0.94f * line;
  }
  return scale * lines.width <= width + 1;
}

// Under the picture; a long name beside a pad in several lines. Whether it is whole.
bool draw_tile_label(ImDrawList& list, const Images& images, std::size_t i, const TileGrid& grid,
                     const ViewContext& context) {
  const Tile& tile = images.tiles[i];
  const ImFont& font = *context.theme.fonts.small;
  const ImU32 color = tile.frame == kColorMuted ? context.theme.muted : context.theme.color(tile.frame);
  const Area box = grid.picture(i);
  const float width = grid.cell_width(i);
  const float words = text_width(font, tile.label);
  if (grid.labels_in_two_lines()) return draw_label_in_two_lines(list, font, box, width, color, tile.label);
  if (!images.drawable && words > width && kSmallestLabel * words <= width + context.px(2)) {
    const float scale = std::max(kSmallestLabel, width / words);
    draw_scaled_label(list, font, scale, {box.center().x - scale * words / 2, box.max.y + grid.label_height() / 2},
                      color, tile.label, scale * words + 1);
    return true;
  }
  if (!images.drawable || words <= width) {
    draw_fitting_label(list, font, {box.center().x, box.max.y + grid.label_height() / 2}, 0.5f, color, tile.label,
                       width);
    return words <= width;
  }
  list.AddText(&font, line_height(font),
               {std::floor(box.center().x - width / 2), std::floor(box.max.y + context.px(2))}, color,
               tile.label.data(), tile.label.data() + tile.label.size(), width);
  return true;
}

// All pictures in one pass for each run of equal colours, then frames and names on top.
void draw_tiles(const Images& images, const TileGrid& grid, ViewContext& context) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  gl::Sheet& sheet = context.pictures.sheet(context.state.sheet);
  for (std::size_t i = 0; i < images.tiles.size();) {
    const ColorMap map = map_of(images, row_of(images, images.tiles[i]));
    context.pictures.begin_pictures(list, {map});
    for (; i < images.tiles.size() && map_of(images, row_of(images, images.tiles[i])) == map; ++i) {
      const Area box = grid.picture(i);
      if (ImGui::IsRectVisible(box.min, box.max)) sheet.draw(list, i, box.min, box.max, false);
    }
    context.pictures.end(list);
  }

  const ImVec2 pointer = ImGui::GetIO().MousePos;
  const bool window_hovered = ImGui::IsWindowHovered();
  context.state.images.labels_are_whole = true;
  for (std::size_t i = 0; i < images.tiles.size(); ++i) {
    const Tile& tile = images.tiles[i];
    const Area box = grid.picture(i);
    if (!ImGui::IsRectVisible(box.min, box.max)) continue;
    const bool hovered = window_hovered && box.contains(pointer);
    draw_coloured(list, tile, box);
    draw_frame(list, tile, box, hovered, context);
    draw_mark(list, tile, box, context);
    if (images.numbers) draw_numbers(list, images, tile, box, context);
    if (grid.shows_labels() && !draw_tile_label(list, images, i, grid, context))
      context.state.images.labels_are_whole = false;
    if (!hovered || (images.drawable && i == 0)) continue;
    if (tile.pick >= 0 && !images.picks_parameter.empty()) {
      ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
      if (ImGui::IsMouseClicked(ImGuiMouseButton_Left))
        context.actions.set_parameter(images.picks_parameter,
                                      tile.pick + (images.picks_pixels ? pixel_number(tile, box, pointer) : 0));
    }
    draw_magnified(images, i, box, context);
  }
}

}  // namespace

void draw_images(const Images& images, ViewContext& context) {
  const Area box = remaining_area();
  if (images.tiles.empty()) {
    draw_empty(context, box, "No pictures yet");
    return;
  }
  prepare(images, context);
  // One scale for all, where all tiles share it and their grey is not just ink.
  const Range range = images.rows.empty() ? shared_range(images, -1) : Range{};
  const bool has_scale =
      !images.drawable && images.map != ColorMap::greys && range.low < range.high && box.height() > context.px(90);
  const float line = has_scale ? line_height(*context.theme.fonts.small) + context.px(4) : 0;
  const TileGrid grid(images, {box.min, {box.max.x, box.max.y - line}}, context);
  if (has_scale)
    draw_flat_scale(context, {box.center().x - flat_scale_width(context, range) / 2, box.max.y - line / 2}, images.map,
                    range);
  context.state.content_height = images.rows.empty() || !context.page_scrolls ? 0 : std::ceil(grid.height());
  draw_captions(images, grid, context);
  draw_tiles(images, grid, context);
  if (images.drawable) handle_drawing_pad(images.tiles[0], grid.picture(0), grid.pad_tools(), context);
  ImGui::SetCursorScreenPos(box.min);
  ImGui::Dummy({1, grid.height()});
}

}  // namespace lectern
