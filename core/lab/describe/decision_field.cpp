#include "core/lab/describe/decision_field.h"

#include <algorithm>

namespace lectern {

float decision_value(int label, double confidence) {
  return static_cast<float>(label + 0.999 * std::clamp(confidence, 0.0, 1.0));
}

double confidence_of(double probability, int classes) {
  const double guess = 1.0 / std::max(classes, 2);
  return (probability - guess) / (1 - guess);
}

FieldLayer& add_decisions(Plane& plane, std::string_view label, const PlanarGrid& grid,
                          std::span<const float> decisions) {
  FieldLayer& field = add_field(plane, label, grid, {-1, 1}, ColorMap::diverging);
  field.discrete_classes = true;
  std::copy(decisions.begin(), decisions.end(), field.values.begin());
  return field;
}

ContourLayer& add_contours(Plane& plane, std::string_view label, const PlanarGrid& grid, std::span<const float> values,
                           std::initializer_list<float> levels, ColorRole color) {
  ContourLayer& contours = add_contour(plane, label, grid, 0, color);
  contours.levels.assign(levels);
  std::copy(values.begin(), values.end(), contours.values.begin());
  return contours;
}

}  // namespace lectern
