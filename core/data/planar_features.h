#pragma once

#include <span>

#include "core/math/matrix.h"

namespace lectern::data {

// Functions of a point of the plane that a model may be given as inputs, besides the coordinates themselves.
enum class PlanarFeature { x1, x2, x1_squared, x2_squared, product, sine_x1, sine_x2 };

// "x₁", "x₁²", "x₁x₂", "sin πx₁", …
const char* label_of(PlanarFeature feature);

// features  n × chosen.size(), resized and overwritten: row i holds the chosen functions of point i
// points    n × 2 (x1, x2), or n × 1 for points of the line x2 = 0
void map_features(ConstMatrixView<float> points, std::span<const PlanarFeature> chosen, Matrix<float>& features);

}  // namespace lectern::data
