#pragma once

#include <span>
#include <vector>

#include "web/ui/box.h"

namespace lectern {

// What one panel asks of the grid.
struct PackedItem {
  float weight = 1;                             // share of the area
  float aspect = 1.3f;                          // width / height at which it looks best
  float least_width = 150, least_height = 110;  // below these it is of little use
  float stiffness = 1;                          // how much the aspect matters: a square picture cannot use a wrong one
  float content_height = 0;  // of a list, all of it: what it takes in a column; 0: as its aspect asks
  bool operator==(const PackedItem&) const = default;
};

// Divides `area` among the items, in reading order, without gaps other than `gap` between neighbours: every item gets
// an area about in proportion to its weight, and of all ways to cut the area in two again and again the one is taken
// whose boxes come closest to the aspects wanted. Boxes smaller than the least sizes are avoided where that is
// possible. The result has one box for each item.
std::vector<Box> pack_grid(std::span<const PackedItem> items, Box area, float gap);

// For narrow screens: one below the other, each as high as its content or else its aspect asks (then at least its least
// height), from the top of `area` on; the last box's bottom may lie below the area's.
std::vector<Box> pack_column(std::span<const PackedItem> items, Box area, float gap);

// The grid found last, kept until something about it changes: trying all cuts is not for every frame.
class GridKeeper {
 public:
  const std::vector<Box>& grid(std::vector<PackedItem> items, Box area, float gap);

 private:
  std::vector<PackedItem> items_;
  Box area_;
  float gap_ = 0;
  std::vector<Box> boxes_;
};

}  // namespace lectern
