#include "web/views/tile_grid.h"

#include <algorithm>
#include <cmath>

namespace lectern {

TileGrid::TileGrid(const Images& images, const Area& region, const ViewContext& context)
    : images_(images), region_(region), gap_(context.px(7)) {
  const bool labelled = std::any_of(images.tiles.begin(), images.tiles.end(), [](const Tile& t) { return !t.label.empty(); });
  label_height_ = labelled ? line_height(*context.theme.fonts.small) + context.px(4) : 0;
  const ImVec2 margin(context.px(3), context.px(3));
  region_ = {region.min + margin, region.max - margin};
  if (images.drawable) place_pad(context);
  const std::size_t count = images.tiles.size() - (images.drawable ? 1 : 0);
  choose_columns(std::max<std::size_t>(count, 1), context);
  const std::size_t rows = (count + columns_ - 1) / std::max<std::size_t>(columns_, 1);
  const float used = static_cast<float>(columns_) * (cell_ + gap_) - gap_;
  if (used < region_.width()) region_.min.x += std::floor((region_.width() - used) / 2);
  height_ = static_cast<float>(rows) * (cell_ + label_height_ + gap_) - gap_;
  if (height_ < region_.height() && !images.drawable) region_.min.y += std::floor((region_.height() - height_) / 2);
  height_ = std::max(region_.min.y - region.min.y + height_, pad_tools_.max.y - region.min.y);
}

// The pad takes the left of a wide region, the top of a tall one; the other tiles have the rest.
void TileGrid::place_pad(const ViewContext& context) {
  const float tools = context.px(context.touch ? 44.0f : 32.0f) + context.px(6);
  const bool alone = images_.tiles.size() == 1, wide = region_.width() > region_.height();
  const float room_x = region_.width() * (alone || !wide ? 1.0f : 0.5f);
  const float room_y = region_.height() * (alone || wide ? 1.0f : 0.5f) - tools - label_height_;
  const float side = std::max(std::min(room_x, room_y), context.px(64));
  const float left = alone ? region_.center().x - side / 2 : region_.min.x;
  pad_ = {{left, region_.min.y}, {left + side, region_.min.y + side}};
  pad_tools_ = {{left, pad_.max.y + label_height_ + context.px(4)}, {left + side, pad_.max.y + label_height_ + tools}};
  if (wide)
    region_.min.x = pad_.max.x + 2 * gap_;
  else
    region_.min.y = pad_tools_.max.y + gap_;
}

// The number of columns that gives the largest cells; below a least size the grid scrolls instead.
void TileGrid::choose_columns(std::size_t count, const ViewContext& context) {
  const auto cell_for = [&](std::size_t columns) {
    const auto c = static_cast<float>(columns), r = static_cast<float>((count + columns - 1) / columns);
    return std::min((region_.width() - gap_ * (c - 1)) / c, (region_.height() - gap_ * (r - 1)) / r - label_height_);
  };
  if (images_.columns > 0) {
    columns_ = static_cast<std::size_t>(images_.columns);
  } else {
    columns_ = 1;
    for (std::size_t columns = 2; columns <= count; ++columns)
      if (cell_for(columns) > cell_for(columns_)) columns_ = columns;
  }
  cell_ = cell_for(columns_);
  const float least = context.px(24);
  if (cell_ < least && label_height_ > 0 && images_.columns == 0) {
    // Very many tiles: without names they may still fit.
    label_height_ = 0;
    for (std::size_t columns = 1; columns <= count; ++columns)
      if (cell_for(columns) > cell_for(columns_)) columns_ = columns;
    cell_ = cell_for(columns_);
  }
  if (cell_ < least) {
    if (images_.columns == 0)
      columns_ = std::max<std::size_t>(1, static_cast<std::size_t>((region_.width() + gap_) / (least + gap_)));
    cell_ = std::max(context.px(12), (region_.width() - gap_ * static_cast<float>(columns_ - 1)) / static_cast<float>(columns_));
  }
  cell_ = std::min(cell_, context.px(320));
}

float TileGrid::cell_width(std::size_t tile) const {
  return images_.drawable && tile == 0 ? pad_.width() : cell_ + 0.8f * gap_;
}

Area TileGrid::picture(std::size_t tile) const {
  Area cell = pad_;
  if (!images_.drawable || tile > 0) {
    const std::size_t place = tile - (images_.drawable ? 1 : 0);
    const ImVec2 at(region_.min.x + static_cast<float>(place % columns_) * (cell_ + gap_),
                    region_.min.y + static_cast<float>(place / columns_) * (cell_ + label_height_ + gap_));
    cell = {at, at + ImVec2(cell_, cell_)};
  }
  const Tile& content = images_.tiles[tile];
  const float longest = static_cast<float>(std::max({content.width, content.height, 1}));
  float scale = cell.width() / longest;
  const float pixel = 1 / std::max(ImGui::GetIO().DisplayFramebufferScale.x, 0.5f);
  if (scale >= 3 * pixel) scale = std::floor(scale / pixel) * pixel;
  const ImVec2 size(scale * static_cast<float>(content.width), scale * static_cast<float>(content.height));
  const ImVec2 from(std::floor(cell.center().x - size.x / 2), std::floor(cell.center().y - size.y / 2));
  return {from, from + size};
}

}  // namespace lectern
