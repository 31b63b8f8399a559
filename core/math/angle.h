#pragma once

namespace lectern::math {

// The angle of (x, y) from the x axis, in (−π, π]; 0 for (0, 0).
double angle_of(double y, double x);

}  // namespace lectern::math
