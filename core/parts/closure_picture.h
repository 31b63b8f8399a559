#pragma once

#include <span>

#include "core/lab/panel.h"
#include "core/parts/closure_problem.h"

namespace lectern {

// log₁₀ x across.
inline constexpr AxisText kGluonPlaceAxis{.label = "log₁₀ x", .range = {kLeastLogX, 0}};

// A plane of x·g(x).
void describe_gluon_axes(Plane& plane);

// Points with their errors.   measured  at least the problem's measurements
void describe_gluon_measurements(const ClosureProblem& problem, std::span<const double> measured, const Color& style,
                                 Plane& plane);

}  // namespace lectern
