#include "core/math/angle.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/math/elementary.h"

namespace lectern::math {

// A first guess within 0.004, turned by what is left, whose arc tangent is a short series.
double angle_of(double y, double x) {
  const double low = std::min(std::fabs(x), std::fabs(y)), high = std::max(std::fabs(x), std::fabs(y));
  if (!(high > 0)) return 0;
  const double t = low / high;
  double angle = t * (std::numbers::pi / 4 + 0.273 * (1 - t));
  if (std::fabs(y) > std::fabs(x)) angle = std::numbers::pi / 2 - angle;
  if (x < 0) angle = std::numbers::pi - angle;
  if (y < 0) angle = -angle;
  const double sine = sin(angle), cosine = cos(angle);
  const double rest = (y * cosine - x * sine) / (x * cosine + y * sine), square = rest * rest;
  return angle + rest * (1 - square * (1.0 / 3 - square * (1.0 / 5 - square / 7)));
}

}  // namespace lectern::math
