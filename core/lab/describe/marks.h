#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "core/lab/panel.h"

// More layers of planes.
namespace lectern {

// Appends `count` opaque points of one colour, whose coordinates are the caller's to write.
PointsLayer& add_marks(Plane& plane, std::string_view label, std::size_t count, Marker marker, ColorRole color,
                       float size_px);

// Appends an empty layer of ellipses; append_ellipse() adds one: centre and covariance.
EllipsesLayer& add_ellipses(Plane& plane, std::string_view label);
void append_ellipse(EllipsesLayer& ellipses, double x, double y, double xx, double xy, double yy, ColorRole color);

// How often values lie in each of `bins` equal parts of [low, high], as bars; what lies outside counts to the ends.
// Returns the largest number.
double add_histogram(Plane& plane, std::string_view label, std::span<const double> values, Range range, int bins,
                     ColorRole color);

// Appends peak · exp(−x²/2σ²) over a range; σ > 0.
LineLayer& add_gaussian(Plane& plane, std::string_view label, double peak, double sigma, Range range, ColorRole color);

}  // namespace lectern
