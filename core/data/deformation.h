#pragma once

#include <cstddef>
#include <tuple>
#include <vector>

#include "core/math/matrix.h"
#include "core/math/rng.h"

namespace lectern::data {

// What happens to a picture: it is mirrored, made larger, turned, bent and moved, in this order, then smeared.
struct Deformation {
  double right = 0, down = 0;  // pixels
  double turn = 0;             // degrees, clockwise
  double scale = 1;            // > 0; 2: twice as large
  bool is_mirrored = false;    // left and right exchanged
  double smear = 0;            // σ of a Gaussian, pixels, ≥ 0
  double bend = 0;             // root mean square of a BendField's displacements, pixels
};

// A smooth random displacement of each pixel: independent uniform numbers smoothed by a Gaussian of σ = side/6 and
// scaled so that the squared displacement is 1 in the mean.
// Source: Simard, Steinkraus, Platt, Best practices for convolutional neural networks applied to visual document
// analysis (ICDAR 2003), §2.
class BendField {
 public:
  BendField(std::ptrdiff_t side, Rng rng);

  // displacement  side × side
  const Matrix<float>& right() const { return right_; }
  const Matrix<float>& down() const { return down_; }
  auto state() const { return std::tie(right_, down_); }

 private:
  Matrix<float> right_, down_;
};

// A square picture deformed: each pixel is looked up where it comes from, between the pixels linearly. What comes in
// over the border is 0. Without a deformation every pixel stays as it is, to the bit; so it does under whole shifts.
// picture  s × s;  field  of the same side;  deformed  s × s, overwritten; must not overlap the picture
void deform(ConstMatrixView<float> picture, const Deformation& deformation, const BendField& field,
            MatrixView<float> deformed);

}  // namespace lectern::data
