#include "core/lab/describe/planar.h"

#include <algorithm>
#include <cmath>

namespace lectern {
namespace {

float cell_centre(const Range& range, int cell, int cells) {
  return static_cast<float>(range.low + (range.high - range.low) * (cell + 0.5) / cells);
}

}  // namespace

void PlanarGrid::centres(Matrix<float>& centres) const {
  centres.resize(cells(), 2);
  for (int row = 0; row < rows; ++row) {
    for (int col = 0; col < cols; ++col) {
      float* centre = centres.row(std::ptrdiff_t{row} * cols + col);
      centre[0] = cell_centre(x, col, cols);
      centre[1] = cell_centre(y, row, rows);
    }
  }
}

FieldLayer& add_field(Plane& plane, std::string_view label, const PlanarGrid& grid, Range color, ColorMap map) {
  FieldLayer& field = plane.next<FieldLayer>();
  field.label.assign(label);
  field.rows = grid.rows;
  field.cols = grid.cols;
  field.values.resize(static_cast<std::size_t>(grid.cells()));
  field.x = grid.x;
  field.y = grid.y;
  field.color = color;
  field.map = map;
  field.discrete_classes = false;
  field.show_scale = true;
  return field;
}

ContourLayer& add_contour(Plane& plane, std::string_view label, const PlanarGrid& grid, float level,
                          ColorRole color) {
  ContourLayer& contour = plane.next<ContourLayer>();
  contour.label.assign(label);
  contour.rows = grid.rows;
  contour.cols = grid.cols;
  contour.values.resize(static_cast<std::size_t>(grid.cells()));
  contour.x = grid.x;
  contour.y = grid.y;
  contour.levels.assign(1, level);
  contour.color = color;
  return contour;
}

PointsLayer& add_points(Plane& plane, std::string_view label, ConstMatrixView<float> X, std::ptrdiff_t first,
                        std::ptrdiff_t count, Marker marker, float size_px) {
  PointsLayer& points = plane.next<PointsLayer>();
  points.label.assign(label);
  points.x.resize(static_cast<std::size_t>(count));
  points.y.resize(static_cast<std::size_t>(count));
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    points.x[static_cast<std::size_t>(i)] = X(first + i, 0);
    points.y[static_cast<std::size_t>(i)] = X(first + i, 1);
  }
  points.color.clear();
  points.opacity.clear();
  points.marker = marker;
  points.size_px = size_px;
  points.drawn_by_user = false;
  return points;
}

PointsLayer& add_examples(Plane& plane, std::string_view label, const PlanarExamples& examples,
                          std::ptrdiff_t first, std::ptrdiff_t count, Marker marker, float size_px, float opacity) {
  PointsLayer& points = add_points(plane, label, examples.places, first, count, marker, size_px);
  const auto from = static_cast<std::size_t>(first), n = static_cast<std::size_t>(count);
  if (!examples.labels.empty())
    points.color.assign(examples.labels.begin() + first, examples.labels.begin() + first + count);
  if (examples.values.empty() || n == 0) {
    points.opacity.assign(1, opacity);
    if (points.color.empty()) points.color.assign(1, 0);
    return points;
  }
  points.color.resize(n);
  points.opacity.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    const float value = examples.values[from + i];
    points.color[i] = value > 0 ? 1 : 0;
    points.opacity[i] = opacity * std::min(0.15f + std::fabs(value), 1.0f);
  }
  return points;
}

LineLayer& add_line(Plane& plane, std::string_view label, int count, ColorRole color, bool dashed) {
  LineLayer& line = plane.next<LineLayer>();
  line.label.assign(label);
  line.x.resize(static_cast<std::size_t>(count));
  line.y.resize(static_cast<std::size_t>(count));
  line.color = color;
  line.width_px = 2;
  line.dashed = dashed;
  return line;
}

void set_axes(Plane& plane, std::string_view x_label, Range x, std::string_view y_label, Range y) {
  plane.x.label.assign(x_label);
  plane.x.range = x;
  plane.x.logarithmic = false;
  plane.y.label.assign(y_label);
  plane.y.range = y;
  plane.y.logarithmic = false;
  plane.equal_scale = true;
  plane.accepts_points = false;
  plane.point_classes = 0;
  plane.accepts_latent_picks = false;
}

}  // namespace lectern
