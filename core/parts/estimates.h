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
// style.least is the least value shown, of the shade too.
void add_estimates(Plane& plane, std::string_view label, std::span<const Estimate> estimates,
                   const LineStyle& style = {});

}  // namespace lectern
