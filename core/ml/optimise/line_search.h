#pragma once

#include <span>

#include "core/ml/optimise/objective.h"

namespace lectern::optimise {

// Σ a_i b_i, added up in order.
double dot(std::span<const double> a, std::span<const double> b);

// The step sizes of the two line searches along a descent direction p from x, where f and g = ∂f/∂x are known.
struct LineSearchOptions {
  double sufficient_decrease = 1e-4;  // c1
  double curvature = 0.9;             // c2, strong Wolfe only
  double shrink = 0.5;                // backtracking only
  int maximum_evaluations = 60;
};

// Armijo backtracking: t = 1, multiplied by `shrink` while f(x + t p) > f(x) + c1 t gᵀp. Returns t.
// Source: Nocedal, Wright, Numerical Optimization (2006), algorithm 3.1.
double backtracking_step(const Objective& objective, std::span<const double> x, double f, std::span<const double> g,
                         std::span<const double> p, const LineSearchOptions& options = {});

// A step that satisfies the strong Wolfe conditions
//   f(x + t p) ≤ f + c1 t gᵀp   and   |∂f(x + t p)ᵀp| ≤ c2 |gᵀp|,
// tried first at t = 1; the best decreasing step met if the evaluations run out.
// Source: Nocedal, Wright, Numerical Optimization (2006), algorithms 3.5 and 3.6.
double strong_wolfe_step(const Objective& objective, std::span<const double> x, double f, std::span<const double> g,
                         std::span<const double> p, const LineSearchOptions& options = {});

}  // namespace lectern::optimise
