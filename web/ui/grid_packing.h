#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "web/ui/box.h"
#include "web/views/list_heights.h"

namespace lectern {

// What one panel asks of the grid, in screen px.
struct PackedItem {
  float weight = 1;                             // share of the area
  float aspect = 1.3f;                          // width / height at which the picture looks best
  float least_width = 150, least_height = 110;  // of the box: below these it is of little use
  bool tiles = false;                           // pictures whose grid has the aspect, without the frame
  bool rigid = false;                           // the picture keeps its aspect: what its box has beside it is lost
  float frame_width = 0, frame_height = 0;      // of the box, around the picture: title, ticks, names
  float legend_width = 0, legend_line = 0;      // of all entries side by side, and of one line: it wraps
  ListHeights list = {};
  float whole_up_to = 0;     // of a list: so high it is shown whole, a longer one is scrolled
  float content_height = 0;  // of a list, all of it: what it takes in a column; 0: as its aspect asks
  bool operator==(const PackedItem&) const = default;
};

// What is left of a box for the picture itself.
struct PictureSize {
  float width = 0, height = 0;
  float used = 0;  // share of the box that the picture takes together with its frame
};
PictureSize picture_in(const PackedItem& item, const Box& box);

// Divides `area` among the items, in reading order, without gaps other than `gap` between neighbours. The first leads:
// it has the upper left corner and the largest box. Of all ways to cut the area in two again and again the one is taken
// that gives the most to the pictures by their weights, and to every list what it needs to be seen whole. Boxes below
// the least sizes are avoided where that is possible. The result has one box for each item.
std::vector<Box> pack_grid(std::span<const PackedItem> items, Box area, float gap);

// One screen of panels.
struct GridPage {
  std::vector<std::size_t> shown;  // indices of items: the one that leads, the others in reading order
  std::vector<Box> boxes;          // of each shown
};

// What is asked of a grid of panels.
struct GridWish {
  std::string subject = {};        // what the panels are about: another one has another plan
  std::vector<std::size_t> order;  // of the items by importance; the first leads
  std::size_t most = 0;            // on one screen; 0: as many as are of use
  std::size_t named = 0;           // so many of the first stay together, if need be below their least sizes
  float strip = 0;                 // height of the line of titles below the boxes, where not all are shown
  bool pages = false;              // the others are shown on further pages
  bool operator==(const GridWish&) const = default;
};

// Shows as many of the most important items as are of use together; with pages, the others on further screens.
std::vector<GridPage> plan_grid(std::span<const PackedItem> items, const GridWish& wish, Box area, float gap);

// For narrow screens: one below the other, each as high as its content or else its aspect asks (then at least its least
// height), from the top of `area` on; the last box's bottom may lie below the area's.
std::vector<Box> pack_column(std::span<const PackedItem> items, Box area, float gap);

// The plan made last, kept until something about it changes for good: a run must not make its panels jump. While the
// same is asked for, what has once been shown stays in view, however its content grows.
class GridKeeper {
 public:
  // held  while a pointer is down: what it drags may change the content, but not the places
  const std::vector<GridPage>& plan(std::vector<PackedItem> items, GridWish wish, Box area, float gap, bool held);
  const std::vector<GridPage>& pages() const { return pages_; }
  const Box& area() const { return area_; }

 private:
  bool still_fits(std::span<const PackedItem> items) const;
  void change_plan(std::span<const PackedItem> items);

  std::vector<PackedItem> items_;
  GridWish wish_;
  Box area_;
  float gap_ = 0;
  std::vector<GridPage> pages_;
};

}  // namespace lectern
