#pragma once

#include <span>
#include <vector>

#include "core/lab/panel.h"
#include "core/math/matrix.h"

namespace lectern {

// Room for its intermediate results, kept from picture to picture.
struct EmbeddingRoom {
  Matrix<double> along;  // n × h: centred activations, without what points across the plane
  std::vector<double> normal, mean, direction, next;  // h
  std::vector<double> across, up;                     // n
};

// Data of two classes as the last hidden layer sees them: across, the signed distance to the plane w·a + b = 0 that the
// output cuts through the layer's activations; up, the direction along that plane in which they vary most.
// activations  n × h;  weights w  h;  labels  n
void describe_embedding(Plane& plane, ConstMatrixView<float> activations, std::span<const float> weights, double bias,
                        std::span<const int> labels, EmbeddingRoom& room);

}  // namespace lectern
