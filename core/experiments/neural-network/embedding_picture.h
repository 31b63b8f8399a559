#pragma once

#include <span>
#include <string>
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

// The plane of the two directions in which some samples vary most.
struct PrincipalPlane {
  std::vector<double> mean, first, second;  // p; orthonormal, zero where there is no such direction

  // X  n × p;  places  n × 2, resized and overwritten
  void place(ConstMatrixView<float> X, Matrix<double>& places) const;
};
// X  n × p
PrincipalPlane principal_plane(ConstMatrixView<float> X);

// Data of several classes, each with its name, in the plane in which the activations vary most; of two neurons, their
// activations themselves.
// activations  n × h;  labels  n
void describe_classes_apart(Plane& plane, ConstMatrixView<float> activations, std::span<const int> labels,
                            std::span<const std::string> class_names, Matrix<double>& places);
// The points of each class with its name.   places  n × 2
void add_classes(Plane& plane, const Matrix<double>& places, std::span<const int> labels,
                 std::span<const std::string> class_names);

}  // namespace lectern
