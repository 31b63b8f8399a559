#pragma once

#include "core/lab/panel.h"
#include "core/math/matrix.h"

namespace lectern {

// Lines of a grid in a latent space, and what a map makes of them: how the space is bent. The grid spans the first two
// latent numbers from -extent to extent, all others are 0; with one number it is one line.
class LatentGrid {
 public:
  LatentGrid() = default;
  LatentGrid(int dimension, double extent);

  // points × dimension: what to send through the map.
  const Matrix<float>& inputs() const { return inputs_; }

  // Appends the bent lines, one layer for each direction.   images  points × 2
  void describe(Plane& plane, ConstMatrixView<float> images) const;

 private:
  int families_ = 0;  // directions of lines
  int lines_ = 0;     // of a direction
  Matrix<float> inputs_;
};

// The first d columns of X, with zeros where there are fewer: from the plane in which a latent space is shown into the
// space, and back.
Matrix<float> with_columns(ConstMatrixView<float> X, int d);

}  // namespace lectern
