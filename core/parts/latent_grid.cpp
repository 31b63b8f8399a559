#include "core/parts/latent_grid.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace lectern {
namespace {

constexpr int kLines = 13;
constexpr int kPoints = 33;  // of a line

float place_on(double extent, int step, int steps) {
  return static_cast<float>(extent * (2.0 * step / (steps - 1) - 1));
}

}  // namespace

LatentGrid::LatentGrid(int dimension, double extent)
    : families_(dimension > 1 ? 2 : 1),
      lines_(dimension > 1 ? kLines : 1),
      inputs_(families_ * lines_ * kPoints, dimension) {
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
    LineLayer& layer = plane.line(family == 0 ? "along z₁" : "along z₂", Places(), {.color = family, .width_px = 1});
    for (int line = 0; line < lines_; ++line) {
      for (int point = 0; point < kPoints; ++point, ++row) {
        layer.x.push_back(images(row, 0));
        layer.y.push_back(images(row, 1));
      }
      layer.x.push_back(NAN);  // lifts the pen
      layer.y.push_back(NAN);
    }
  }
}

Matrix<float> with_columns(ConstMatrixView<float> X, int d) {
  Matrix<float> first(X.rows, d);
  for (std::ptrdiff_t r = 0; r < X.rows; ++r) std::copy_n(X.row(r), std::min<std::ptrdiff_t>(X.cols, d), first.row(r));
  return first;
}

}  // namespace lectern
