#pragma once

#include <span>
#include <vector>

#include "core/math/matrix.h"

// Drawing with a round, soft-edged pen on a picture of grey levels.
namespace lectern::data {

// In pixels: (0, 0) is the upper left corner of the picture, x runs right, y down; the centre of
// pixel (row, column) is (column + ½, row + ½).
struct PenPoint {
  double x;
  double y;
};

// Points joined by straight lines. One point alone is a dot.
using Stroke = std::vector<PenPoint>;

// Draws a stroke of half-width `radius` (> 0) pixels into a picture.
// picture  h × w  levels in [0, 1]; each becomes the larger of itself and the stroke's coverage
// Coverage of a pixel: clamp(radius + ½ - distance of its centre to the stroke, 0, 1).
// Non-finite points are left out.
void draw_stroke(const Stroke& stroke, double radius, MatrixView<float> picture);

// A smooth curve through the points (Catmull–Rom splines with uniform parameter, end points
// doubled), sampled `steps` times between neighbours. Fewer than three points: themselves.
Stroke smooth_curve(std::span<const PenPoint> points, int steps);

// Averages blocks: each pixel of `small` is the mean of the part of `large` it covers, pixels on the
// border counting by area.
// large  H × W, small  h × w overwritten
void shrink(ConstMatrixView<float> large, MatrixView<float> small);

// Moves and scales what is drawn so that its bounding box (levels above 0.1) fits, centred and with
// its proportions kept, into the picture less a margin of `margin` pixels on each side: as the
// digits of collections are prepared. An empty picture stays empty.
// drawing  H × W, picture  h × w overwritten
void centre(ConstMatrixView<float> drawing, double margin, MatrixView<float> picture);

}  // namespace lectern::data
