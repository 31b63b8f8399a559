#include "core/lab/describe/latent_grid.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/lab/describe/planar.h"

namespace lectern {
namespace {

constexpr int kLines = 13;
constexpr int kPoints = 33;  // of a line

float place_on(double extent, int step, int steps) {
  return static_cast<float>(extent * (2.0 * step / (steps - 1) - 1));
}

}  // namespace

LatentGrid::LatentGrid(int dimension, double extent)
    : families_(dimension > 1 ? 2 : 1), lines_(dimension > 1 ? kLines : 1), inputs_(families_ * lines_ * kPoints, dimension) {
  std::ptrdiff_t row = 0;
  for (int family = 0; family < families_; ++family) {
    for (int line = 0; line < lines_; ++line) {
      for (int point = 0; point < kPoints; ++point, ++row) {
        inputs_(row, family) = place_on(extent, point, kPoints);
        if (families_ == 2) inputs_(row, 1 - family) = place_on(extent, line, kLines);
      }
    }
  }
}

void LatentGrid::describe(Plane& plane, ConstMatrixView<float> images) const {
  std::ptrdiff_t row = 0;
  for (int family = 0; family < families_; ++family) {
    LineLayer& layer = add_line(plane, family == 0 ? "along z₁" : "along z₂", lines_ * (kPoints + 1), family, false);
    layer.width_px = 1;
    std::size_t i = 0;
    for (int line = 0; line < lines_; ++line) {
      for (int point = 0; point < kPoints; ++point, ++row, ++i) {
        layer.x[i] = images(row, 0);
        layer.y[i] = images(row, 1);
      }
      layer.x[i] = layer.y[i] = NAN;  // lifts the pen
      ++i;
    }
  }
}

Matrix<float> with_columns(ConstMatrixView<float> X, int d) {
  Matrix<float> first(X.rows, d);
  for (std::ptrdiff_t r = 0; r < X.rows; ++r) std::copy_n(X.row(r), std::min<std::ptrdiff_t>(X.cols, d), first.row(r));
  return first;
}

}  // namespace lectern
