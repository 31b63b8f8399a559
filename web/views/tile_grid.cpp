#include "web/views/tile_grid.h"

#include <algorithm>
#include <cmath>

namespace lectern {

namespace {

constexpr int kWrapped = 1000;  // pictures of a line that has no names above it: nothing more stands beside them

bool same_size(const Tile& a, const Tile& b) { return a.width == b.width && a.height == b.height; }

}  // namespace

TwoLines in_two_lines(const ImFont& font, std::string_view label) {
  TwoLines lines{label, label.substr(label.size()), text_width(font, label)};
  for (std::size_t at = label.find(' '); at != std::string_view::npos; at = label.find(' ', at + 1)) {
    const std::string_view upper = label.substr(0, at), lower = label.substr(at + 1);
    const float longer = std::max(text_width(font, upper), text_width(font, lower));
    if (longer < lines.width) lines = {upper, lower, longer};
  }
  return lines;
}

TileGrid::TileGrid(const Images& images, const Area& region, ViewContext& context)
    : images_(images), region_(region), gap_(context.px(7)), places_(context.state.images.places) {
  const bool labelled =
      std::any_of(images.tiles.begin(), images.tiles.end(), [](const Tile& t) { return !t.label.empty(); });
  label_height_ = labelled ? line_height(*context.theme.fonts.small) + context.px(4) : 0;
  const ImVec2 margin(context.px(3), context.px(3));
  region_ = {region.min + margin, region.max - margin};
  if (!images.rows.empty() && !images.drawable) {
    place_named_rows(region, context);
    return;
  }
  if (images.drawable) place_pad(context);
  choose_columns(context);
  if (shows_labels() && images.columns > 0 && !images.drawable) give_labels_two_lines(context);
  context.state.images.label_height = label_height_;
  place_tiles(context.state.images.places);
  const float used = static_cast<float>(columns_) * (cell_ + gap_) - gap_;
  if (used < region_.width()) region_.min.x += std::floor((region_.width() - used) / 2);
  height_ = static_cast<float>(rows_for(columns_, breaks_)) * (cell_ + label_height_ + gap_) - gap_;
  if (height_ < region_.height() && !images.drawable) region_.min.y += std::floor((region_.height() - height_) / 2);
  height_ = std::max(region_.min.y - region.min.y + height_, pad_tools_.max.y - region.min.y);
}

// A picture as high as its row; long strips, such as the values of a layer of plain neurons, are wider.
ImVec2 TileGrid::size_in_row(const Tile& tile, float cell) const {
  const float width = static_cast<float>(std::max(tile.width, 1)),
              height = static_cast<float>(std::max(tile.height, 1));
  if (width > 2.5f * height) {
    const float across = std::min(region_.width(), std::max(0.45f * cell, 6.0f) * width / height);
    return {across, std::clamp(across * height / width, 8.0f, cell)};
  }
  const float scale = cell / std::max(width, height);
  return {scale * width, scale * height};
}

// A row with colours of its own stands beside the one before while their line has no more pictures than there are
// columns. Whether that is so for the row that begins with a tile, in_line pictures before it, and it fits from x on.
bool TileGrid::stands_beside(std::size_t first, int in_line, float cell, float x) const {
  const int row = images_.tiles[first].row;
  if (row < 1 || captions_.size() != static_cast<std::size_t>(row) || !images_.rows[static_cast<std::size_t>(row)].map)
    return false;
  for (std::size_t i = first; i < images_.tiles.size() && images_.tiles[i].row == row; ++i) {
    x += size_in_row(images_.tiles[i], cell).x + (i > first ? 0.6f * gap_ : 0);
    ++in_line;
  }
  return in_line <= images_.columns && x <= region_.max.x + 0.5f;
}

// Places everything with cells of this side, names above their rows or, in a column of some width, beside them; returns
// the height it takes.
float TileGrid::place_named_rows(float cell, float line, float column, int lines) {
  captions_.clear();
  in_rows_.assign(images_.tiles.size(), Area{});
  const float left = region_.min.x + column;
  const float beside = static_cast<float>(lines) * line;
  ImVec2 pen(left, region_.min.y);
  int row = -2;
  float row_height = 0;
  int in_line = 0;
  for (std::size_t i = 0; i < images_.tiles.size(); ++i) {
    const Tile& tile = images_.tiles[i];
    const ImVec2 size = size_in_row(tile, cell);
    if (tile.row != row && i > 0 && column <= 0 && in_line > 0 && stands_beside(i, in_line, cell, pen.x + gap_)) {
      row = tile.row;
      pen.x += gap_;
      captions_.back().max.x = pen.x - gap_;
      captions_.push_back({{pen.x, pen.y - line}, {region_.max.x, pen.y}});
    } else if (tile.row != row) {
      if (i > 0) pen = {left, pen.y + row_height + gap_};
      row = tile.row;
      in_line = 0;
      while (captions_.size() < static_cast<std::size_t>(row + 1))
        captions_.push_back(column > 0 ? Area{{region_.min.x, pen.y}, {left - gap_, pen.y + beside}}
                                       : Area{pen, {region_.max.x, pen.y + line}});
      if (row >= 0 && column <= 0) pen.y += line;
      row_height = column > 0 ? beside : 0;
    } else if (pen.x > left && pen.x + size.x > region_.max.x + 0.5f) {
      pen = {left, pen.y + std::max(size.y, cell) + label_height_ + 0.6f * gap_};
      row_height = 0;
      in_line = kWrapped;
    }
    in_rows_[i] = {pen, pen + size};
    row_height = std::max(row_height, size.y + label_height_);
    ++in_line;
    pen.x += size.x + 0.6f * gap_;
  }
  while (captions_.size() < images_.rows.size()) captions_.push_back({pen, pen});
  return pen.y + row_height - region_.min.y;
}

// The largest cells with which all rows fit; where even small ones do not, the panel scrolls.
void TileGrid::place_named_rows(const Area& region, const ViewContext& context) {
  const ImFont& font = *context.theme.fonts.small;
  const float line = line_height(font) + context.px(5), with_labels = label_height_, least = context.px(13);
  if (context.page_scrolls) {
    // In a column a panel takes the height it needs: eight pictures in a line, or a whole row of ten. Rows of a few
    // pictures with many pixels fill the width, by twos if there are no more than eight.
    std::size_t longest = 0;
    const bool detailed = std::all_of(images_.tiles.begin(), images_.tiles.end(),
                                      [](const Tile& tile) { return tile.width >= 16 && tile.height >= 16; });
    for (std::size_t row = 0; row < images_.rows.size(); ++row) {
      const auto in_row = [&](const Tile& tile) { return tile.row == static_cast<int>(row); };
      const auto count = static_cast<std::size_t>(std::count_if(images_.tiles.begin(), images_.tiles.end(), in_row));
      longest = std::max(longest, count);
    }
    const bool large = detailed && longest >= 2 && longest <= 5;
    const float in_line = large ? (images_.tiles.size() <= 8 ? 2 : static_cast<float>(longest))
                          : longest == 9 || longest == 10 ? static_cast<float>(longest)
                                                          : 8;
    const float between = (large ? 1.6f : 0.6f) * gap_;  // large ones may be of two rows
    cell_ = std::floor(std::min(context.px(large ? 180 : 44), (region_.width() - (in_line - 1) * between) / in_line));
    if (!large) label_height_ = 0;
    height_ = place_named_rows(cell_, line, 0, 1) + (region_.min.y - region.min.y);
    return;
  }
  const float scale = context.px(90);
  float names = scale;
  for (const TileRow& row : images_.rows) names = std::max(names, text_width(font, row.name));
  struct Captions {
    float column;  // beside the rows; 0: above them
    int lines;
  };
  const Captions ways[] = {{0, 1}, {names + 2 * gap_, 2}, {names + scale + 4 * gap_, 1}};
  float best = 0, best_labels = 0;
  Captions best_way = ways[0];
  // Names of single tiles only where the pictures stay large with them.
  for (const float labels : {with_labels, 0.0f})
    for (const Captions& way : ways) {
      if (way.column > 0.45f * region_.width()) continue;
      label_height_ = labels;
      if (place_named_rows(least, line, way.column, way.lines) > region_.height() && best > 0) continue;
      float low = least, high = context.px(240);
      for (int i = 0; i < 16; ++i) {
        const float middle = (low + high) / 2;
        (place_named_rows(middle, line, way.column, way.lines) <= region_.height() ? low : high) = middle;
      }
      const bool is_better = low > 1.15f * best && !(labels == 0 && best > context.px(34));
      if (is_better) best = low, best_labels = labels, best_way = way;
    }
  label_height_ = best_labels;
  captions_beside_ = best_way.column > 0;
  caption_lines_ = best_way.lines;
  const float pixel = 1 / std::max(ImGui::GetIO().DisplayFramebufferScale.x, 0.5f);
  cell_ = std::floor(best / pixel) * pixel;
  height_ = place_named_rows(cell_, line, best_way.column, best_way.lines) + (region_.min.y - region.min.y);
}

// The pad takes the left of a wide region, with everything else in a column beside it; the top of a tall one, with one
// line below it for its tools and the rest, which is then small and named when the pointer is on it.
void TileGrid::place_pad(const ViewContext& context) {
  const bool alone = images_.tiles.size() == 1;
  const float least = context.px(48), button = context.px(context.touch ? 44.0f : 30.0f), gap = context.px(6);
  const float column = context.px(alone ? 78.0f : 96.0f);
  const float small = alone ? 0 : context.px(46), below = std::max(button, small);
  const float beside = std::min(region_.width() - column - gap_, region_.height() - label_height_);
  const float above = std::min(region_.width(), region_.height() - below - gap_);
  const float side = std::max(std::max(beside, above), least);
  if (beside >= 0.9f * above) {
    const float own = std::max(beside, least);
    const float left = std::max(region_.min.x, region_.center().x - (own + column + gap_) / 2);
    pad_ = {{left, region_.min.y}, {left + own, region_.min.y + own}};
    const float tools = std::min(3 * button + 2 * gap, alone ? own : 0.55f * own);
    pad_tools_ = {{pad_.max.x + gap_, region_.min.y}, {pad_.max.x + gap_ + column, region_.min.y + tools}};
    region_ = {{pad_tools_.min.x, pad_tools_.max.y + gap_}, {pad_tools_.max.x, region_.max.y}};
    return;
  }
  label_height_ = 0;
  const float left = region_.center().x - side / 2, top = region_.min.y + side + gap_;
  pad_ = {{left, region_.min.y}, {left + side, region_.min.y + side}};
  const float width = std::min(region_.width(), std::max(side, context.px(160) + small + gap_));
  const float from = region_.center().x - width / 2;
  const float tools = std::min(width - (alone ? 0 : small + 2 * gap_), context.px(260));
  pad_tools_ = {{from, top}, {from + tools, top + button}};
  region_ = {{from + tools + 2 * gap_, top}, {from + width, std::min(top + small + 1, region_.max.y)}};
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
  const int given = std::min(images_.columns, count);  // 0: as many as fit
  const auto best_columns = [&](bool breaks) {
    int best = 1;
    for (int columns = 2; columns <= std::min(count, kMostColumns); ++columns)
      if (cell_for(columns, breaks) > cell_for(best, breaks)) best = columns;
    return best;
  };
  const float least = context.px(22);
  const auto fits = [&](bool breaks, float smallest) {
    breaks_ = breaks;
    columns_ = given > 0 ? given : best_columns(breaks);
    cell_ = cell_for(columns_, breaks);
    return cell_ >= smallest;
  };
  const bool fits_with_names = given > 0 ? fits(false, least) : fits(true, least);
  if (!fits_with_names && given == 0) {
    label_height_ = 0;
    if (!fits(true, 0.8f * least)) fits(false, least);
  }
  if (cell_ < least && !breaks_) {
    if (given == 0) columns_ = std::clamp(static_cast<int>((region_.width() + gap_) / (least + gap_)), 1, count);
    const auto c = static_cast<float>(columns_);
    cell_ = std::max(context.px(12), (region_.width() - gap_ * (c - 1)) / c);
  }
  cell_ = std::min(cell_, context.px(320));
}

// Where one line is too short for them and two are not.
void TileGrid::give_labels_two_lines(const ViewContext& context) {
  const ImFont& font = *context.theme.fonts.small;
  float in_one = 0, in_two = 0;
  for (const Tile& tile : images_.tiles) {
    in_one = std::max(in_one, text_width(font, tile.label));
    in_two = std::max(in_two, in_two_lines(font, tile.label).width);
  }
  // In a column there is room enough below: nothing has to be squeezed.
  const bool fit = context.page_scrolls ? in_one <= cell_ : kSmallestLabel * in_one <= cell_ + 0.8f * gap_;
  if (fit || in_two >= in_one) return;
  label_lines_ = 2;
  label_height_ += line_height(font);
  choose_columns(context);
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
  if (!in_rows_.empty()) return in_rows_[tile].width() + 0.5f * gap_;
  return images_.drawable && tile == 0 ? pad_.width() : cell_ + 0.8f * gap_;
}

Area TileGrid::picture(std::size_t tile) const {
  if (!in_rows_.empty()) {
    const Area& place = in_rows_[tile];
    return {{std::floor(place.min.x), std::floor(place.min.y)}, {std::floor(place.max.x), std::floor(place.max.y)}};
  }
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
