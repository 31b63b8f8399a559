#include "core/lab/describe/images.h"

#include <algorithm>
#include <cmath>

namespace lectern {

void set_images(Images& images, ColorMap map, int columns) {
  images.map = map;
  images.columns = columns;
  images.picks_parameter.clear();
  images.drawable = false;
}

Tile& add_tile(Images& images, std::string_view label, std::span<const float> values, int height, int width,
               Range color) {
  Tile& tile = images.tiles.next();
  tile.label.assign(label);
  tile.width = width;
  tile.height = height;
  tile.values.assign(values.begin(), values.end());
  tile.color = color;
  tile.frame = kColorMuted;
  tile.pick = -1;
  return tile;
}

}  // namespace lectern
