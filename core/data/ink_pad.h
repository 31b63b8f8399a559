#pragma once

#include <span>
#include <tuple>

#include "core/data/pen.h"
#include "core/math/matrix.h"

namespace lectern::data {

// A square sheet on which a person draws a digit, and the digit as a collection would hold it.
class InkPad {
 public:
  static constexpr int kSide = 56;  // pixels

  InkPad() : sheet_(kSide, kSide) {}

  // Draws (or rubs out) along points x0 y0 x1 y1 … in pixels of the sheet.
  void draw(std::span<const float> xy, bool erases);
  void clear();

  bool empty() const;
  ConstMatrixView<float> sheet() const { return sheet_; }  // kSide × kSide, levels in [0, 1]

  // picture  h × w  overwritten with what is drawn, moved and scaled to leave `margin` (a share of the
  // picture's side) free all round; an empty sheet gives an empty picture.
  void prepare(double margin, MatrixView<float> picture) const;

  // picture  h × w  overwritten with the sheet as it is, at the place and in the size that it was drawn.
  void copy_to(MatrixView<float> picture) const;

  auto state() const { return std::tie(sheet_); }

 private:
  Matrix<float> sheet_;
};

}  // namespace lectern::data
