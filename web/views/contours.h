#pragma once

#include <span>
#include <vector>

namespace lectern {

// Appends the level line of a grid as segments x0 y0 x1 y1 … in grid coordinates: (0, 0) is the centre of cell
// (row 0, column 0), x counts columns. Cells with a number that is not finite are left out.
//   values  rows × cols
// Marching squares with linear interpolation; a saddle is resolved by the mean of its corners.
void append_contour(std::span<const float> values, int rows, int cols, float level, std::vector<float>& segments);

}  // namespace lectern
