#include "core/data/glowing_ring.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/math/elementary.h"

namespace lectern::data {

std::vector<double> glowing_ring(int side) {
  const double unit = side / 32.0;  // the radius is 8 of them
  std::vector<double> levels;
  levels.reserve(static_cast<std::size_t>(side) * static_cast<std::size_t>(side));
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column) {
      const double x = (column + 0.5 - side / 2.0) / unit, y = (row + 0.5 - side / 2.0) / unit;
      const double r = std::sqrt(x * x + y * y), off = (r - 8) / 2.6;
      levels.push_back(math::exp(-0.5 * off * off) * (0.6 + 0.4 * (0.9 * y - 0.4 * x) / std::max(r, 1.0)));
    }
  return levels;
}

}  // namespace lectern::data
