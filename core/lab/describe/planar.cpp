#include "core/lab/describe/planar.h"

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
