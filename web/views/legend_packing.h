#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lectern {

struct LegendPlace {
  float x = 0, y = 0;
  float width = 0;  // less than the entry's own where it is shortened
};

struct PackedLegend {
  std::vector<LegendPlace> places;  // of every entry
  float width = 0, height = 0;
  bool shortened = false;
};

// Entries in lines as they come, each line as full as it gets.
//   widths  of the entries
PackedLegend pack_lines(std::span<const float> widths, float room, float gap, float line);

// Entries in columns of one width, read downwards, as few columns as the height allows. Where the room is too narrow
// for them the columns are narrower than their entries.
PackedLegend pack_columns(std::span<const float> widths, float room, float height, float gap, float line);

}  // namespace lectern
