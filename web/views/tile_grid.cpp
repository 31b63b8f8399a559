#include "web/views/tile_grid.h"

#include <algorithm>
#include <cmath>

namespace lectern {

namespace {

bool same_size(const Tile& a, const Tile& b) { return a.width == b.width && a.height == b.height; }

}  // namespace

TileGrid::TileGrid(const Images& images, const Area& region, ViewContext& context)
    : images_(images), region_(region), gap_(context.px(7)), places_(context.state.images.places) {
  const bool labelled =
      std::any_of(images.tiles.begin(), images.tiles.end(), [](const Tile& t) { return !t.label.empty(); });
  label_height_ = labelled ? line_height(*context.theme.fonts.small) + context.px(4) : 0;
  const ImVec2 margin(context.px(3), context.px(3));
  region_ = {region.min + margin, region.max - margin};
  if (images.drawable) place_pad(context);
  choose_columns(context);
  place_tiles(context.state.images.places);
  const float used = static_cast<float>(columns_) * (cell_ + gap_) - gap_;
  if (used < region_.width()) region_.min.x += std::floor((region_.width() - used) / 2);
  height_ = static_cast<float>(rows_for(columns_, breaks_)) * (cell_ + label_height_ + gap_) - gap_;
  if (height_ < region_.height() && !images.drawable) region_.min.y += std::floor((region_.height() - height_) / 2);
  height_ = std::max(region_.min.y - region.min.y + height_, pad_tools_.max.y - region.min.y);
}

// The pad takes the left of a wide region, with its tools beside it; the top of a tall one, with its tools below.
void TileGrid::place_pad(const ViewContext& context) {
  const bool alone = images_.tiles.size() == 1, wide = region_.width() > 1.25f * region_.height();
  const float least = context.px(48);
  if (wide) {
    const float tools = context.px(78);
    const float room = region_.width() - tools - gap_;
    const float side = std::max(std::min(alone ? room : 0.62f * room, region_.height() - label_height_), least);
    const float left = alone ? std::max(region_.min.x, region_.center().x - (side + tools + gap_) / 2) : region_.min.x;
    pad_ = {{left, region_.min.y}, {left + side, region_.min.y + side}};
    pad_tools_ = {{pad_.max.x + gap_, region_.min.y}, {pad_.max.x + gap_ + tools, region_.min.y + side}};
    region_.min.x = pad_tools_.max.x + 2 * gap_;
    return;
  }
  const float tools = context.px(context.touch ? 44.0f : 32.0f);
  const float room = region_.height() * (alone ? 1.0f : 0.62f) - tools - label_height_ - gap_;
  const float side = std::max(std::min(region_.width(), room), least);
  const float left = std::max(region_.min.x, region_.center().x - side / 2),
              top = region_.min.y + side + label_height_ + context.px(4);
  pad_ = {{left, region_.min.y}, {left + side, region_.min.y + side}};
  pad_tools_ = {{region_.center().x - std::min(region_.width() / 2, context.px(130)), top},
                {region_.center().x + std::min(region_.width() / 2, context.px(130)), top + tools}};
  region_.min.y = pad_tools_.max.y + gap_;
}

int TileGrid::rows_for(int columns, bool breaks) const {
  int rows = 0, column = columns;
  for (std::size_t i = first_tile(); i < images_.tiles.size(); ++i) {
    const bool breaks_here = breaks && i > first_tile() && !same_size(images_.tiles[i], images_.tiles[i - 1]);
    if (column == columns || breaks_here) ++rows, column = 0;
    ++column;
  }
  return rows;
}

float TileGrid::cell_for(int columns, bool breaks) const {
  const auto c = static_cast<float>(columns), r = static_cast<float>(std::max(rows_for(columns, breaks), 1));
  return std::min((region_.width() - gap_ * (c - 1)) / c, (region_.height() - gap_ * (r - 1)) / r - label_height_);
}

// The number of columns that gives the largest cells; below a least size names are left out, then the grid scrolls.
void TileGrid::choose_columns(const ViewContext& context) {
  const int count = std::max(static_cast<int>(images_.tiles.size() - first_tile()), 1);
  constexpr int kMostColumns = 64;
  const auto best_columns = [&](bool breaks) {
    int best = 1;
    for (int columns = 2; columns <= std::min(count, kMostColumns); ++columns)
      if (cell_for(columns, breaks) > cell_for(best, breaks)) best = columns;
    return best;
  };
  const float least = context.px(22);
  const auto fits = [&](bool breaks, float smallest) {
    breaks_ = breaks;
    columns_ = images_.columns > 0 ? images_.columns : best_columns(breaks);
    cell_ = cell_for(columns_, breaks);
    return cell_ >= smallest;
  };
  const bool fits_with_names = images_.columns > 0 ? fits(false, least) : fits(true, least);
  if (!fits_with_names && images_.columns == 0) {
    label_height_ = 0;
    if (!fits(true, 0.8f * least)) fits(false, least);
  }
  if (cell_ < least && !breaks_) {
    if (images_.columns == 0)
      columns_ = std::clamp(static_cast<int>((region_.width() + gap_) / (least + gap_)), 1, count);
    const auto c = static_cast<float>(columns_);
    cell_ = std::max(context.px(12), (region_.width() - gap_ * (c - 1)) / c);
  }
  cell_ = std::min(cell_, context.px(320));
}

void TileGrid::place_tiles(std::vector<TilePlace>& places) const {
  places.assign(images_.tiles.size(), {});
  TilePlace next{-1, columns_};
  for (std::size_t i = first_tile(); i < images_.tiles.size(); ++i) {
    const bool breaks_here = breaks_ && i > first_tile() && !same_size(images_.tiles[i], images_.tiles[i - 1]);
    if (next.column == columns_ || breaks_here) next = {next.row + 1, 0};
    places[i] = next;
    ++next.column;
  }
}

float TileGrid::cell_width(std::size_t tile) const {
  return images_.drawable && tile == 0 ? pad_.width() : cell_ + 0.8f * gap_;
}

Area TileGrid::picture(std::size_t tile) const {
  Area cell = pad_;
  if (!images_.drawable || tile > 0) {
    const TilePlace& place = places_[tile];
    const ImVec2 at(region_.min.x + static_cast<float>(place.column) * (cell_ + gap_),
                    region_.min.y + static_cast<float>(place.row) * (cell_ + label_height_ + gap_));
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
