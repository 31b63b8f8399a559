#include "core/lab/describe/planar.h"

#include <algorithm>
#include <cmath>

namespace lectern {
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

LineLayer& add_line(Plane& plane, std::string_view label, std::span<const double> x, std::span<const double> y,
                    ColorRole color, bool dashed) {
  LineLayer& line = add_line(plane, label, static_cast<int>(x.size()), color, dashed);
  for (std::size_t i = 0; i < x.size(); ++i) {
    line.x[i] = static_cast<float>(x[i]);
    line.y[i] = static_cast<float>(y[i]);
  }
  return line;
}

PointsLayer& add_mark(Plane& plane, std::string_view label, double x, double y, Marker marker, float size_px,
                      ColorRole color) {
  PointsLayer& mark = plane.next<PointsLayer>();
  mark.label.assign(label);
  mark.x.assign(1, static_cast<float>(x));
  mark.y.assign(1, static_cast<float>(y));
  mark.color.assign(1, color);
  mark.opacity.assign(1, 1.0f);
  mark.marker = marker;
  mark.size_px = size_px;
  mark.drawn_by_user = false;
  return mark;
}

BarsLayer& add_bars(Plane& plane, std::string_view label, Range range, std::span<const double> contents,
                    ColorRole color) {
  BarsLayer& bars = plane.next<BarsLayer>();
  bars.label.assign(label);
  const double width = (range.high - range.low) / static_cast<double>(std::max<std::size_t>(contents.size(), 1));
  bars.x.resize(contents.size());
  bars.height.resize(contents.size());
  for (std::size_t i = 0; i < contents.size(); ++i) {
    bars.x[i] = static_cast<float>(range.low + width * (static_cast<double>(i) + 0.5));
    bars.height[i] = static_cast<float>(contents[i]);
  }
  bars.width = static_cast<float>(width);
  bars.color = color;
  return bars;
}

LineLayer& add_steps(Plane& plane, std::string_view label, Range range, std::span<const double> contents,
                     ColorRole color) {
  LineLayer& line = add_line(plane, label, 2 * static_cast<int>(contents.size()), color, false);
  const double width = (range.high - range.low) / static_cast<double>(std::max<std::size_t>(contents.size(), 1));
  for (std::size_t i = 0; i < contents.size(); ++i) {
    for (std::size_t end = 0; end < 2; ++end) {
      line.x[2 * i + end] = static_cast<float>(range.low + width * static_cast<double>(i + end));
      line.y[2 * i + end] = static_cast<float>(contents[i]);
    }
  }
  return line;
}

PointsLayer& add_markers(Plane& plane, std::string_view label, Marker marker, float size_px, float opacity) {
  PointsLayer& points = plane.next<PointsLayer>();
  points.label.assign(label);
  points.x.clear();
  points.y.clear();
  points.color.clear();
  points.opacity.assign(1, opacity);
  points.marker = marker;
  points.size_px = size_px;
  points.drawn_by_user = false;
  return points;
}

HandlesLayer& add_handle(Plane& plane, std::string_view label, std::string_view id, double x, double y,
                         ColorRole color) {
  HandlesLayer& handle = plane.next<HandlesLayer>();
  handle.label.assign(label);
  handle.id.resize(1);
  handle.id[0].assign(id);
  handle.x.assign(1, static_cast<float>(x));
  handle.y.assign(1, static_cast<float>(y));
  handle.color = color;
  handle.horizontal_only = false;
  return handle;
}

HandlesLayer& add_threshold(Plane& plane, std::string_view label, const char* id, double x) {
  HandlesLayer& handle = plane.next<HandlesLayer>();
  handle.label.assign(label);
  handle.id.assign(1, id);
  handle.x.assign(1, static_cast<float>(x));
  handle.y.assign(1, 0.0f);
  handle.color = kColorAccent;
  handle.horizontal_only = true;
  return handle;
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
