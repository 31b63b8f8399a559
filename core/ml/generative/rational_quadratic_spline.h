#pragma once

#include <cstddef>

namespace lectern::generative {

// A monotone curve through knots, rational quadratic between them: it has an inverse in closed form. With
//   w, h = width and height of the bin of x,  s = h/w,  u = (x − x_k)/w,  v = 1 − u,
//   D = s + (δ_{k+1} + δ_k − 2s) u v
//   y = y_k + h (s u² + δ_k u v)/D,   dy/dx = s² (δ_{k+1} u² + 2 s u v + δ_k v²)/D²
// and y = x outside [x_0, x_K]. A bin holds its left end; the last one both.
// x, y    bins + 1, ascending
// slopes  bins + 1: δ > 0, the derivative at each knot
// Source: Durkan, Bekasov, Murray, Papamakarios, Neural Spline Flows (NeurIPS 2019); Gregory, Delbourgo (1982).
template <typename T>
struct SplineKnots {
  const T* x = nullptr;
  const T* y = nullptr;
  const T* slopes = nullptr;
  int bins = 0;
};

template <typename T>
struct SplineValue {
  T value = 0;
  T log_derivative = 0;
};

// y(x) and log dy/dx.
template <typename T>
SplineValue<T> spline_at(const SplineKnots<T>& knots, T x);
// x(y) and log dx/dy. Numerical note: the root that does not cancel is taken.
template <typename T>
SplineValue<T> spline_inverse(const SplineKnots<T>& knots, T y);

// Gradient of a loss that depends on y(x) by d_value and on log dy/dx by d_log_derivative. Returns ∂loss/∂x.
// d_x, d_y, d_slopes  bins + 1, accumulated: by the knots and their slopes
template <typename T>
T spline_backward(const SplineKnots<T>& knots, T x, T d_value, T d_log_derivative, T* d_x, T* d_y, T* d_slopes);

// In what limits knots are made of free numbers.
struct SplineLimits {
  double bound = 5;                                // x_0 = y_0 = −bound, x_K = y_K = bound
  double least_width = 1e-3, least_height = 1e-3;  // of a bin, as a share of the whole
  double least_slope = 1e-3;
};

// Free numbers that make up one spline: widths (bins), heights (bins), slopes between bins (bins − 1).
constexpr std::ptrdiff_t spline_numbers(int bins) { return 3 * std::ptrdiff_t{bins} - 1; }

// Knots out of free numbers:
//   w_k = least_width + (1 − K least_width) softmax(widths)_k,   x_j = −bound + 2 bound Σ_{k<j} w_k,   likewise y;
//   δ = (1, least_slope + softplus(slopes), 1).
// raw                              spline_numbers(bins)
// knots_x, knots_y, knots_slopes   bins + 1, overwritten
template <typename T>
void make_spline_knots(const SplineLimits& limits, int bins, const T* raw, T* knots_x, T* knots_y, T* knots_slopes);

// Back through make_spline_knots.
// d_x, d_y, d_slopes   bins + 1: ∂loss/∂knots
// d_raw                spline_numbers(bins), overwritten
template <typename T>
void spline_knots_backward(const SplineLimits& limits, int bins, const T* raw, const T* d_x, const T* d_y,
                           const T* d_slopes, T* d_raw);

// The free number of a slope of 1.
double raw_slope_of_one(const SplineLimits& limits);

}  // namespace lectern::generative
