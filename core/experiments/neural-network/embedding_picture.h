#pragma once

#include <span>

#include "core/lab/panel.h"
#include "core/math/matrix.h"

namespace lectern {

// Data of two classes as the last hidden layer sees them: across, the signed distance to the plane w·a + b = 0 that the
// output cuts through the layer's activations; up, the direction along that plane in which they vary most.
// activations  n × h;  weights w  h;  labels  n
void describe_embedding(Plane& plane, ConstMatrixView<float> activations, std::span<const float> weights, double bias,
                        std::span<const int> labels);

}  // namespace lectern
