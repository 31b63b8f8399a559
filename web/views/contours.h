#pragma once

#include <span>
#include <vector>

namespace lectern {

// Appends the level lines of a grid as lines x0 y0 x1 y1 …, each ended by a pair of NaN, in grid coordinates: (0, 0) is
// the centre of cell (row 0, column 0), x counts columns. A closed line ends where it began. Cells with a number that
// is not finite are left out.
//   values  rows × cols
// Marching squares with linear interpolation; a saddle is resolved by the mean of its corners.
void append_contour(std::span<const float> values, int rows, int cols, float level, std::vector<float>& lines);

}  // namespace lectern
