#include "core/ml/density/high_dimensions.h"

#include <numbers>

namespace lectern::density {

double ball_in_cube(int dimension) {
  double ratio = 1;  // in no and in one dimension the ball is the cube
  for (int d = dimension % 2 + 2; d <= dimension; d += 2) ratio *= std::numbers::pi / (2 * d);
  return ratio;
}

double near_surface(int dimension, double margin) {
  double inner = 1;
  for (int d = 0; d < dimension; ++d) inner *= 1 - margin;
  return 1 - inner;
}

}  // namespace lectern::density
