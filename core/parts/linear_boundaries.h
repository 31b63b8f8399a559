#pragma once

#include <span>
#include <string_view>

#include "core/lab/panel.h"
#include "core/math/matrix.h"

// Pictures of scores that are linear in a point of the plane, s_k(x) = b_k + w_k · x, given as rows (b, w₁, w₂):
// with one row alone the sign of s decides between two classes, with more the largest score wins.
namespace lectern {

constexpr StraightStyle kBoundaryStyle{.color = kColorForeground, .width_px = 2.5f};

// Appends the boundaries between the classes: a straight line for one row, for more pieces of straight lines in the
// window x × y and well beyond it.
void add_linear_boundaries(Plane& plane, std::string_view label, ConstMatrixView<double> rows, Range x, Range y,
                           const StraightStyle& style = kBoundaryStyle);

// Appends the line s = level of one row.
void add_level_line(Plane& plane, std::string_view label, std::span<const double> row, double level,
                    const StraightStyle& style = kBoundaryStyle);

// Appends an arrow of the given length along w, at right angles to the line s = 0, from the middle of what the window
// shows of that line; no arrow where it shows nothing of it.
ArrowsLayer& add_normal_arrow(Plane& plane, std::string_view label, std::span<const double> row, Range x, Range y,
                              double length, ColorRole color);

}  // namespace lectern
