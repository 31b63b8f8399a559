#pragma once

#include <span>
#include <string_view>

#include "core/lab/panel.h"

namespace lectern {

// A number estimated at x, and the interval in which it is expected to lie.
struct Estimate {
  double x = 0;
  double value = 0;
  double low = 0, high = 0;
};

// Appends a line through the values and a shade between the ends of the intervals, unless these are all empty.
// Numbers that a logarithmic axis cannot show become `least`.
void add_estimates(Plane& plane, std::string_view label, std::span<const Estimate> estimates, ColorRole color,
                   bool dashed = false, double least = 1e-30);

// Appends a dashed level from one end of a range to the other; NaN appends none.
void add_level(Plane& plane, std::string_view label, Range x, double level);

// Appends a dashed vertical line; NaN appends none.
void add_vertical(Plane& plane, std::string_view label, double x, Range y, ColorRole color);

}  // namespace lectern
