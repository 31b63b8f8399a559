#pragma once

#include <string_view>

#include "web/views/drawing.h"

namespace lectern {

// A label in two lines, cut at the blank that leaves the longer of them shortest; without a blank the second is empty.
struct TwoLines {
  std::string_view upper, lower;
  float width = 0;  // of the longer
};
TwoLines in_two_lines(const ImFont& font, std::string_view label);

// Labels may be written by so much smaller where they have no room.
constexpr float kSmallestLabel = 0.72f;

// Where each tile of an Images panel goes: cells of one size, as large as the region allows; very many tiles scroll.
// Where the size of the pictures changes, as it does from layer to layer of a network, a new row begins; named rows
// stand below each other, each under its name. A pad to draw on takes all the room there is and has its tools and what
// else there is beside or below it.
class TileGrid {
 public:
  TileGrid(const Images& images, const Area& region, ViewContext& context);

  // The picture itself, in its own aspect ratio, whole screen pixels a texel where it is large enough.
  Area picture(std::size_t tile) const;
  Area pad_tools() const { return pad_tools_; }
  float cell_width(std::size_t tile) const;
  float label_height() const { return label_height_; }
  bool shows_labels() const { return label_height_ > 0; }
  bool labels_in_two_lines() const { return label_lines_ == 2; }
  // The line in which a row's name stands.
  Area caption(std::size_t row) const { return captions_[row]; }
  bool has_captions() const { return !captions_.empty(); }
  bool captions_beside() const { return captions_beside_; }
  bool captions_in_one_line() const { return caption_lines_ == 1; }
  float height() const { return height_; }

 private:
  void place_named_rows(const Area& region, const ViewContext& context);
  float place_named_rows(float cell, float line, float column, int lines);
  bool stands_beside(std::size_t first, int in_line, float cell, float x) const;
  ImVec2 size_in_row(const Tile& tile, float cell) const;
  void place_pad(const ViewContext& context);
  std::size_t first_tile() const { return images_.drawable ? 1 : 0; }
  // Rows taken when so many columns are used; breaks: a change of size begins a new row.
  int rows_for(int columns, bool breaks) const;
  float cell_for(int columns, bool breaks) const;
  void choose_columns(const ViewContext& context);
  void give_labels_two_lines(const ViewContext& context);
  void place_tiles(std::vector<TilePlace>& places) const;

  const Images& images_;
  Area region_;  // of the grid
  Area pad_{}, pad_tools_{};
  float gap_ = 0, label_height_ = 0;
  float cell_ = 0;  // side of a cell's picture
  int columns_ = 1;
  int label_lines_ = 1;
  bool breaks_ = false;
  float height_ = 0;
  bool captions_beside_ = false;
  int caption_lines_ = 2;                 // of a name beside its row: its scale below it, or behind it
  std::vector<Area> captions_, in_rows_;  // of named rows and their tiles
  const std::vector<TilePlace>& places_;
};

}  // namespace lectern
