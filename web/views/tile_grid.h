#pragma once

#include "web/views/drawing.h"

namespace lectern {

// Where each tile of an Images panel goes: cells of one size, as large as the region allows; very many tiles scroll.
// A pad to draw on is larger than the rest and has its tools below it.
class TileGrid {
 public:
  TileGrid(const Images& images, const Area& region, const ViewContext& context);

  // The picture itself, in its own aspect ratio, whole screen pixels a texel where it is large enough.
  Area picture(std::size_t tile) const;
  Area pad_tools() const { return pad_tools_; }
  float cell_width(std::size_t tile) const;
  float label_height() const { return label_height_; }
  bool shows_labels() const { return label_height_ > 0; }
  float height() const { return height_; }

 private:
  void place_pad(const ViewContext& context);
  void choose_columns(std::size_t count, const ViewContext& context);

  const Images& images_;
  Area region_;         // of the grid
  Area pad_{}, pad_tools_{};
  float gap_ = 0, label_height_ = 0;
  float cell_ = 0;     // side of a cell's picture
  std::size_t columns_ = 1;
  float height_ = 0;
};

}  // namespace lectern
