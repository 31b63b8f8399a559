#include "core/data/pen.h"

#include <algorithm>
#include <cmath>

namespace lectern::data {
namespace {

double squared_distance_to_segment(PenPoint p, PenPoint a, PenPoint b) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double length = dx * dx + dy * dy;
  double t = 0;
  if (length > 0) t = std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length, 0.0, 1.0);
  const double ex = p.x - (a.x + t * dx);
  const double ey = p.y - (a.y + t * dy);
  return ex * ex + ey * ey;
}

bool is_finite(PenPoint p) { return std::isfinite(p.x) && std::isfinite(p.y); }

// The pixels whose centre lies in (low, high), within [0, size).
struct PixelRange {
  std::ptrdiff_t first;
  std::ptrdiff_t last;
};
PixelRange pixels_between(double low, double high, std::ptrdiff_t size) {
  const auto limit = static_cast<double>(size);
  return {static_cast<std::ptrdiff_t>(std::clamp(std::floor(low), 0.0, limit)),
          static_cast<std::ptrdiff_t>(std::clamp(std::ceil(high), 0.0, limit))};
}

void draw_segment(PenPoint a, PenPoint b, double radius, MatrixView<float> picture) {
  const double reach = radius + 0.5;
  const PixelRange columns = pixels_between(std::min(a.x, b.x) - reach, std::max(a.x, b.x) + reach, picture.cols);
  const PixelRange rows = pixels_between(std::min(a.y, b.y) - reach, std::max(a.y, b.y) + reach, picture.rows);
  for (std::ptrdiff_t r = rows.first; r < rows.last; ++r) {
    for (std::ptrdiff_t c = columns.first; c < columns.last; ++c) {
      const PenPoint centre{static_cast<double>(c) + 0.5, static_cast<double>(r) + 0.5};
      const double squared = squared_distance_to_segment(centre, a, b);
      if (squared >= reach * reach) continue;
      const auto coverage = static_cast<float>(std::min(1.0, reach - std::sqrt(squared)));
      picture(r, c) = std::max(picture(r, c), coverage);
    }
  }
}

PenPoint spline_point(PenPoint before, PenPoint from, PenPoint to, PenPoint after, double t) {
  const auto blend = [t](double p0, double p1, double p2, double p3) {
    const double slope_from = 0.5 * (p2 - p0);
    const double slope_to = 0.5 * (p3 - p1);
    const double rise = p2 - p1;
    return p1 +
           t * (slope_from + t * ((3 * rise - 2 * slope_from - slope_to) + t * (slope_from + slope_to - 2 * rise)));
  };
  return {blend(before.x, from.x, to.x, after.x), blend(before.y, from.y, to.y, after.y)};
}

// Mean of `large` over the rectangle [left, right) × [top, bottom) in its pixels; outside it is 0.
float mean_over(ConstMatrixView<float> large, double left, double right, double top, double bottom) {
  const PixelRange columns = pixels_between(left, right, large.cols);
  const PixelRange rows = pixels_between(top, bottom, large.rows);
  double sum = 0;
  for (std::ptrdiff_t r = rows.first; r < rows.last; ++r) {
    const double height = std::min(bottom, double(r + 1)) - std::max(top, double(r));
    for (std::ptrdiff_t c = columns.first; c < columns.last; ++c) {
      const double width = std::min(right, double(c + 1)) - std::max(left, double(c));
      sum += height * width * double(large(r, c));
    }
  }
  return static_cast<float>(sum / ((right - left) * (bottom - top)));
}

}  // namespace

void draw_stroke(const Stroke& stroke, double radius, MatrixView<float> picture) {
  const PenPoint* previous = nullptr;
  bool joined = false;
  for (const PenPoint& point : stroke) {
    if (!is_finite(point)) continue;
    if (previous != nullptr) {
      draw_segment(*previous, point, radius, picture);
      joined = true;
    }
    previous = &point;
  }
  if (previous != nullptr && !joined) draw_segment(*previous, *previous, radius, picture);
}

Stroke smooth_curve(std::span<const PenPoint> points, int steps) {
  if (points.size() < 3) return Stroke(points.begin(), points.end());
  Stroke curve;
  const std::size_t last = points.size() - 1;
  for (std::size_t i = 0; i < last; ++i) {
    const PenPoint before = points[i == 0 ? 0 : i - 1];
    const PenPoint after = points[std::min(i + 2, last)];
    for (int s = 0; s < steps; ++s) {
      curve.push_back(spline_point(before, points[i], points[i + 1], after, double(s) / steps));
    }
  }
  curve.push_back(points[last]);
  return curve;
}

void shrink(ConstMatrixView<float> large, MatrixView<float> small) {
  const double height = double(large.rows) / double(small.rows);
  const double width = double(large.cols) / double(small.cols);
  for (std::ptrdiff_t r = 0; r < small.rows; ++r) {
    for (std::ptrdiff_t c = 0; c < small.cols; ++c) {
      small(r, c) =
          mean_over(large, width * double(c), width * double(c + 1), height * double(r), height * double(r + 1));
    }
  }
}

void centre(ConstMatrixView<float> drawing, double margin, MatrixView<float> picture) {
  constexpr float kInk = 0.1f;
  std::ptrdiff_t top = drawing.rows, bottom = 0, left = drawing.cols, right = 0;
  for (std::ptrdiff_t r = 0; r < drawing.rows; ++r) {
    for (std::ptrdiff_t c = 0; c < drawing.cols; ++c) {
      if (!(drawing(r, c) > kInk)) continue;
      top = std::min(top, r);
      bottom = std::max(bottom, r + 1);
      left = std::min(left, c);
      right = std::max(right, c + 1);
    }
  }
  for (std::ptrdiff_t r = 0; r < picture.rows; ++r) std::fill_n(picture.row(r), picture.cols, 0.0f);
  if (bottom <= top) return;
  // One pixel of the picture is `scale` pixels of the drawing.
  const double scale = std::max(double(bottom - top) / std::max(1.0, double(picture.rows) - 2 * margin),
                                double(right - left) / std::max(1.0, double(picture.cols) - 2 * margin));
  const double x0 = 0.5 * double(left + right) - 0.5 * scale * double(picture.cols);
  const double y0 = 0.5 * double(top + bottom) - 0.5 * scale * double(picture.rows);
  for (std::ptrdiff_t r = 0; r < picture.rows; ++r) {
    for (std::ptrdiff_t c = 0; c < picture.cols; ++c) {
      picture(r, c) = mean_over(drawing, x0 + scale * double(c), x0 + scale * double(c + 1), y0 + scale * double(r),
                                y0 + scale * double(r + 1));
    }
  }
}

}  // namespace lectern::data
