#include "core/lab/describe/marks.h"

#include <algorithm>
#include <vector>

#include "core/lab/describe/planar.h"
#include "core/math/elementary.h"

namespace lectern {

PointsLayer& add_marks(Plane& plane, std::string_view label, std::size_t count, Marker marker, ColorRole color,
                       float size_px) {
  PointsLayer& points = plane.next<PointsLayer>();
  points.label.assign(label);
  points.x.resize(count);
  points.y.resize(count);
  points.color.assign(1, color);
  points.opacity.assign(1, 1);
  points.marker = marker;
  points.size_px = size_px;
  points.drawn_by_user = false;
  return points;
}

EllipsesLayer& add_ellipses(Plane& plane, std::string_view label) {
  EllipsesLayer& ellipses = plane.next<EllipsesLayer>();
  ellipses.label.assign(label);
  for (auto* list : {&ellipses.x, &ellipses.y, &ellipses.xx, &ellipses.xy, &ellipses.yy}) list->clear();
  ellipses.color.clear();
  return ellipses;
}

void append_ellipse(EllipsesLayer& ellipses, double x, double y, double xx, double xy, double yy, ColorRole color) {
  ellipses.x.push_back(static_cast<float>(x));
  ellipses.y.push_back(static_cast<float>(y));
  ellipses.xx.push_back(static_cast<float>(xx));
  ellipses.xy.push_back(static_cast<float>(xy));
  ellipses.yy.push_back(static_cast<float>(yy));
  ellipses.color.push_back(color);
}

double add_histogram(Plane& plane, std::string_view label, std::span<const double> values, Range range, int bins,
                     ColorRole color) {
  std::vector<double> contents(static_cast<std::size_t>(bins), 0.0);
  for (const double value : values) {
    const double bin = std::clamp((value - range.low) / (range.high - range.low) * bins, 0.0, bins - 1.0);
    contents[static_cast<std::size_t>(bin)] += 1;
  }
  add_bars(plane, label, range, contents, color);
  return *std::max_element(contents.begin(), contents.end());
}

LineLayer& add_gaussian(Plane& plane, std::string_view label, double peak, double sigma, Range range, ColorRole color) {
  constexpr int kPoints = 101;
  LineLayer& line = add_line(plane, label, kPoints, color, false);
  for (int i = 0; i < kPoints; ++i) {
    const double x = range.low + (range.high - range.low) * i / (kPoints - 1), u = x / sigma;
    line.x[static_cast<std::size_t>(i)] = static_cast<float>(x);
    line.y[static_cast<std::size_t>(i)] = static_cast<float>(peak * math::exp(-0.5 * u * u));
  }
  return line;
}

}  // namespace lectern
