#include "core/parts/linear_boundaries.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lectern {
namespace {

// c + x·along_x + y·along_y
struct Linear {
  double c, along_x, along_y;

  double at(double x, double y) const { return c + along_x * x + along_y * y; }
};

Linear linear_in(const double* row) { return {row[0], row[1], row[2]}; }
Linear operator-(const Linear& a, const Linear& b) { return {a.c - b.c, a.along_x - b.along_x, a.along_y - b.along_y}; }

// A piece of a straight line, (x, y) + t (dx, dy) for low ≤ t ≤ high, cut down by half-planes.
class Piece {
 public:
  // All of the line f = 0; nothing if f is constant or not finite.
  Piece(const Linear& f, Range x, Range y) {
    const double length = std::sqrt(f.along_x * f.along_x + f.along_y * f.along_y);
    const double centre_x = (x.low + x.high) / 2, centre_y = (y.low + y.high) / 2;
    const double distance = f.at(centre_x, centre_y) / length;
    if (!(length > 0) || !std::isfinite(distance)) return;
    x_ = centre_x - distance * f.along_x / length;
    y_ = centre_y - distance * f.along_y / length;
    dx_ = -f.along_y / length;
    dy_ = f.along_x / length;
    high_ = std::numeric_limits<double>::infinity();
    low_ = -high_;
    keep({-x.low, 1, 0});
    keep({x.high, -1, 0});
    keep({-y.low, 0, 1});
    keep({y.high, 0, -1});
  }

  // What lies where g ≥ 0.
  void keep(const Linear& g) {
    const double slope = g.along_x * dx_ + g.along_y * dy_, value = g.at(x_, y_);
    if (slope > 0)
      low_ = std::max(low_, -value / slope);
    else if (slope < 0)
      high_ = std::min(high_, -value / slope);
    else if (value < 0)
      high_ = low_ - 1;
  }

  bool empty() const { return !(low_ < high_); }
  double x_at(double share) const { return x_ + (low_ + share * (high_ - low_)) * dx_; }
  double y_at(double share) const { return y_ + (low_ + share * (high_ - low_)) * dy_; }

  void append_to(LineLayer& line) const {
    if (empty()) return;
    if (!line.x.empty()) {
      line.x.push_back(NAN);
      line.y.push_back(NAN);
    }
    for (const double share : {0.0, 1.0}) {
      line.x.push_back(static_cast<float>(x_at(share)));
      line.y.push_back(static_cast<float>(y_at(share)));
    }
  }

 private:
  double x_ = 0, y_ = 0, dx_ = 0, dy_ = 0;
  double low_ = 0, high_ = 0;
};

// The picture may be panned.
Range widened(Range range) {
  constexpr double kTimes = 9;
  const double middle = (range.low + range.high) / 2, half = kTimes * (range.high - range.low) / 2;
  return {middle - half, middle + half};
}

}  // namespace

void add_linear_boundaries(Plane& plane, std::string_view label, ConstMatrixView<double> rows, Range x, Range y,
                           const StraightStyle& style) {
  if (rows.rows == 1) return add_level_line(plane, label, {rows.row(0), 3}, 0, style);
  LineLayer& line =
      plane.line(label, Places(), {.color = style.color, .dashed = style.dashed, .width_px = style.width_px});
  const Range wide_x = widened(x), wide_y = widened(y);
  for (std::ptrdiff_t k = 0; k < rows.rows; ++k) {
    for (std::ptrdiff_t l = k + 1; l < rows.rows; ++l) {
      Piece piece(linear_in(rows.row(k)) - linear_in(rows.row(l)), wide_x, wide_y);
      for (std::ptrdiff_t other = 0; other < rows.rows; ++other)
        if (other != k && other != l) piece.keep(linear_in(rows.row(k)) - linear_in(rows.row(other)));
      piece.append_to(line);
    }
  }
}

void add_level_line(Plane& plane, std::string_view label, std::span<const double> row, double level,
                    const StraightStyle& style) {
  plane.straight(label, row[1], row[2], level - row[0], style);
}

ArrowsLayer& add_normal_arrow(Plane& plane, std::string_view label, std::span<const double> row, Range x, Range y,
                              double length, ColorRole color) {
  const Piece piece(linear_in(row.data()), x, y);
  if (piece.empty()) return plane.arrows(label, Places(), Places(), {color});
  const double scale = length / std::sqrt(row[1] * row[1] + row[2] * row[2]);
  return plane.arrow(label, piece.x_at(0.5), piece.y_at(0.5), scale * row[1], scale * row[2], {color});
}

}  // namespace lectern
