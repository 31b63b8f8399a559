#include <algorithm>
#include <cmath>

#include "web/gl/pictures.h"
#include "web/views/drawing.h"
#include "web/views/drawing_pad.h"
#include "web/views/panel_view.h"
#include "web/views/tile_grid.h"

namespace lectern {
namespace {

Range color_range(const Tile& tile) {
  if (tile.color.low < tile.color.high) return tile.color;
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
  for (const Tile& tile : images.tiles) sheet.add(tile.width, tile.height, tile.values, color_range(tile));
  sheet.upload(context.snapshot_number);
}

void draw_frame(ImDrawList& list, const Tile& tile, const Area& box, bool hovered, const ViewContext& context) {
  const Theme& theme = context.theme;
  const bool plain = tile.frame == kColorMuted;
  const ImU32 color = hovered && tile.pick >= 0 ? theme.accent : plain ? theme.border : theme.color(tile.frame);
  const float width = plain && !hovered ? 1.0f : context.px(2);
  const ImVec2 grow(width / 2, width / 2);
  list.AddRect(box.min - grow, box.max + grow, color, context.px(plain ? 0.0f : 2.0f), 0, width);
}

// The tile large beside the pointer, with the value of the pixel under it.
void draw_magnified(const Images& images, std::size_t index, const Area& box, ViewContext& context) {
  const Tile& tile = images.tiles[index];
  const ImVec2 pointer = ImGui::GetIO().MousePos;
  const int column = static_cast<int>((pointer.x - box.min.x) / box.width() * static_cast<float>(tile.width));
  const int row = static_cast<int>((pointer.y - box.min.y) / box.height() * static_cast<float>(tile.height));
  const auto pixel =
      static_cast<std::size_t>(row) * static_cast<std::size_t>(tile.width) + static_cast<std::size_t>(column);
  if (column < 0 || row < 0 || column >= tile.width || row >= tile.height || pixel >= tile.values.size()) return;
  Callout callout;
  if (!tile.label.empty()) callout.add(0, tile.label, "");
  callout.add(0, "row", NumberText(row));
  callout.add(0, "column", NumberText(column));
  callout.add(0, "value", NumberText(tile.values[pixel], 4));
  callout.draw(context, pointer);

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
  context.pictures.begin_pictures(list, {images.map});
  context.pictures.sheet(context.state.sheet).draw(list, index, min, min + size, false);
  context.pictures.end(list);
  const ImVec2 at(min.x + cell * static_cast<float>(column), min.y + cell * static_cast<float>(row));
  list.AddRect(at, at + ImVec2(cell, cell), context.theme.accent, 0, 0, context.px(1.5f));
}

// The pixel of a tile at a point of the screen.
PixelBox pixel_at(const Tile& tile, const Area& box, ImVec2 point) {
  const auto along = [](float at, float size, int count) {
    return std::clamp(static_cast<int>(at / size * static_cast<float>(count)), 0, count - 1);
  };
  return {along(point.y - box.min.y, box.height(), tile.height), along(point.x - box.min.x, box.width(), tile.width), 1,
          1};
}

// A part of the picture; what reaches over its border is cut off.
Area area_of(const PixelBox& part, const Tile& tile, const Area& box) {
  const float cell_x = box.width() / static_cast<float>(tile.width),
              cell_y = box.height() / static_cast<float>(tile.height);
  const auto column = [&](int c) { return box.min.x + cell_x * static_cast<float>(std::clamp(c, 0, tile.width)); };
  const auto row = [&](int r) { return box.min.y + cell_y * static_cast<float>(std::clamp(r, 0, tile.height)); };
  return {{column(part.column), row(part.row)}, {column(part.column + part.width), row(part.row + part.height)}};
}

void draw_mark(ImDrawList& list, const Tile& tile, const Area& box, const ViewContext& context) {
  if (tile.mark.height <= 0) return;
  const Area part = area_of(tile.mark, tile, box);
  list.AddRect(part.min, part.max, context.theme.surface, 0, 0, context.px(3.5f));
  list.AddRect(part.min, part.max, context.theme.bad, 0, 0, context.px(2));
}

// Black or white, whichever reads better on the colour.
ImU32 ink_on(ImU32 color) {
  const ImVec4 c = ImGui::ColorConvertU32ToFloat4(color);
  const float luminance = 0.299f * c.x + 0.587f * c.y + 0.114f * c.z;
  return luminance > 0.55f ? IM_COL32(18, 22, 30, 255) : IM_COL32(255, 255, 255, 255);
}

// The values, where the pixels are large enough to hold them.
void draw_numbers(ImDrawList& list, const Images& images, const Tile& tile, const Area& box,
                  const ViewContext& context) {
  const ImFont& font = *context.theme.fonts.small;
  const Range range = color_range(tile);
  for (int row = 0; row < tile.height; ++row) {
    for (int column = 0; column < tile.width; ++column) {
      const Area cell = area_of({row, column, 1, 1}, tile, box);
      const float value = tile.values[static_cast<std::size_t>(row * tile.width + column)];
      const NumberText text = NumberText::fixed(value, 2);
      if (cell.height() < line_height(font) || cell.width() < text_width(font, text) + 2) return;
      const auto t = static_cast<float>((static_cast<double>(value) - range.low) / (range.high - range.low));
      draw_label(list, font, cell.center(), 0.5f, ink_on(context.pictures.color_maps().color(images.map, t)), text);
    }
  }
}

// All pictures in one pass, then frames and names on top.
void draw_tiles(const Images& images, const TileGrid& grid, ViewContext& context) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  gl::Sheet& sheet = context.pictures.sheet(context.state.sheet);
  context.pictures.begin_pictures(list, {images.map});
  for (std::size_t i = 0; i < images.tiles.size(); ++i) {
    const Area box = grid.picture(i);
    if (ImGui::IsRectVisible(box.min, box.max)) sheet.draw(list, i, box.min, box.max, false);
  }
  context.pictures.end(list);

  const ImVec2 pointer = ImGui::GetIO().MousePos;
  const bool window_hovered = ImGui::IsWindowHovered();
  for (std::size_t i = 0; i < images.tiles.size(); ++i) {
    const Tile& tile = images.tiles[i];
    const Area box = grid.picture(i);
    if (!ImGui::IsRectVisible(box.min, box.max)) continue;
    const bool hovered = window_hovered && box.contains(pointer);
    if (images.numbers) draw_numbers(list, images, tile, box, context);
    draw_mark(list, tile, box, context);
    draw_frame(list, tile, box, hovered, context);
    if (grid.shows_labels())
      draw_fitting_label(list, *context.theme.fonts.small, {box.center().x, box.max.y + grid.label_height() / 2}, 0.5f,
                         tile.frame == kColorMuted ? context.theme.muted : context.theme.color(tile.frame), tile.label,
                         grid.cell_width(i));
    if (!hovered || (images.drawable && i == 0)) continue;
    if (tile.pick >= 0 && !images.picks_parameter.empty()) {
      ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
      const PixelBox pixel = pixel_at(tile, box, pointer);
      if (ImGui::IsMouseClicked(ImGuiMouseButton_Left))
        context.actions.set_parameter(images.picks_parameter,
                                      tile.pick + (images.picks_pixels ? pixel.row * tile.width + pixel.column : 0));
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
  const TileGrid grid(images, box, context);
  draw_tiles(images, grid, context);
  if (images.drawable) handle_drawing_pad(images.tiles[0], grid.picture(0), grid.pad_tools(), context);
  ImGui::SetCursorScreenPos(box.min);
  ImGui::Dummy({1, grid.height()});
}

}  // namespace lectern
