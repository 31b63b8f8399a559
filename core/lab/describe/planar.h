#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "core/lab/panel.h"
#include "core/math/matrix.h"

namespace lectern {

// Appends a heat map; its values, resized, are the caller's to write.
FieldLayer& add_field(Plane& plane, std::string_view label, const PlanarGrid& grid, Range color, ColorMap map);

// Appends the contour of one level; its values, resized, are the caller's to write.
ContourLayer& add_contour(Plane& plane, std::string_view label, const PlanarGrid& grid, float level,
                          ColorRole color);

// Appends a points layer that shows rows first … first + count of X (n × 2); colours and opacities are
// the caller's to write (both cleared).
PointsLayer& add_points(Plane& plane, std::string_view label, ConstMatrixView<float> X, std::ptrdiff_t first,
                        std::ptrdiff_t count, Marker marker, float size_px);

// Examples to show: where, and either the class or the value of each.
struct PlanarExamples {
  ConstMatrixView<float> places;   // n × 2
  std::span<const int> labels;     // n classes, or empty
  std::span<const float> values;   // n values about within [-1, 1], or empty: all alike
};

// Appends examples first … first + count. Classes have their colours; values that of class 0 (negative)
// or 1, paler towards zero.
PointsLayer& add_examples(Plane& plane, std::string_view label, const PlanarExamples& examples,
                          std::ptrdiff_t first, std::ptrdiff_t count, Marker marker, float size_px, float opacity);

// Appends a line of `count` points, whose coordinates are the caller's to write.
LineLayer& add_line(Plane& plane, std::string_view label, int count, ColorRole color, bool dashed);

// Appends a line through the points (x_i, y_i).
LineLayer& add_line(Plane& plane, std::string_view label, std::span<const double> x, std::span<const double> y,
                    ColorRole color, bool dashed);

// Appends one point.
PointsLayer& add_mark(Plane& plane, std::string_view label, double x, double y, Marker marker, float size_px,
                      ColorRole color);

// Appends a points layer without points yet: places and colours are the caller's to append.
PointsLayer& add_markers(Plane& plane, std::string_view label, Marker marker, float size_px, float opacity);

// Appends bars of so many contents side by side over a range, and the same as a line in steps.
BarsLayer& add_bars(Plane& plane, std::string_view label, Range range, std::span<const double> contents,
                    ColorRole color);
LineLayer& add_steps(Plane& plane, std::string_view label, Range range, std::span<const double> contents,
                     ColorRole color);

// Appends a handle that a person drags, called `id`.
HandlesLayer& add_handle(Plane& plane, std::string_view label, std::string_view id, double x, double y,
                         ColorRole color);

// Appends a threshold on x that a person drags sideways, called `id`.
HandlesLayer& add_threshold(Plane& plane, std::string_view label, const char* id, double x);

// Overwrites everything of a Plane but its layers: axes of equal scale, nothing accepted from the user.
void set_axes(Plane& plane, std::string_view x_label, Range x, std::string_view y_label, Range y);

}  // namespace lectern
