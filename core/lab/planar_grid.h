#pragma once

#include <cstddef>

#include "core/lab/range.h"
#include "core/math/matrix.h"

namespace lectern {

// A window of the plane cut into rows × cols cells, row 0 at y.low, for pictures of functions.
struct PlanarGrid {
  int rows = 0, cols = 0;
  Range x, y;

  std::ptrdiff_t cells() const { return std::ptrdiff_t{rows} * cols; }
  // Of a cell's centre.
  double x_of(int col) const { return x.low + (x.high - x.low) * (col + 0.5) / cols; }
  double y_of(int row) const { return y.low + (y.high - y.low) * (row + 0.5) / rows; }
  // Overwrites `centres` (resized to cells × 2) with the cells' centres, in the order of fields.
  void centres(Matrix<float>& centres) const;
};

}  // namespace lectern
