#pragma once

#include <tuple>
#include <vector>

#include "core/lab/range.h"
#include "core/math/state.h"
#include "core/ml/linear/polynomial.h"
#include "core/parts/curve_data.h"

namespace lectern {

// The expected squared error of a fit on new points of the law, with x anywhere in a window:
//   σ² + 1/(b − a) ∫_a^b (f̂(x) − f(x))² dx.
// Computed from the law itself and not from points, it has no scatter of its own and is never below σ². The integral is
// by Gauss–Legendre quadrature: exact where f̂ and f are polynomials of order below 64.
class ExpectedError {
 public:
  ExpectedError() = default;  // is_known() never
  ExpectedError(const CurveProblem& problem, Range window);

  // There is a law, and the window is wider than nothing.
  bool is_known() const { return !places_.empty(); }
  // 0 while nothing is known.
  double operator()(const linear::Polynomial& fit) const;

  // Constant.
  auto state() const { return std::tuple(unhashed(places_), unhashed(weights_), unhashed(truth_)); }

 private:
  std::vector<double> places_, weights_, truth_;  // the weights add up to 1
  double noise_ = 0;                              // σ²
};

}  // namespace lectern
