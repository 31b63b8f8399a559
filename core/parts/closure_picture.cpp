#include "core/parts/closure_picture.h"

#include <cstddef>
#include <limits>

namespace lectern {

void describe_gluon_axes(Plane& plane) { plane.axes(kGluonPlaceAxis, {.label = "x·g(x)", .range = {-4, 24}}); }

void describe_gluon_measurements(const ClosureProblem& problem, std::span<const double> measured, const Color& style,
                                 Plane& plane) {
  LineLayer& bars = plane.line("± σ", Places(), {.color = style.color, .width_px = 1});
  for (std::size_t i = 0; i < problem.measured; ++i)
    for (const double share : {-1.0, 1.0, std::numeric_limits<double>::quiet_NaN()}) {
      bars.x.push_back(static_cast<float>(problem.at[i]));
      bars.y.push_back(static_cast<float>(measured[i] + share * problem.errors[i]));
    }
  plane.points("data", {problem.at, measured.first(problem.measured)}, {.color = style.color, .size_px = 3.5f});
}

}  // namespace lectern
