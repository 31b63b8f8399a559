#include "core/ml/generative/rational_quadratic_spline.h"

#include <algorithm>
#include <cmath>

#include "core/math/elementary.h"

namespace lectern::generative {
namespace {

// The bin that holds `at`, or −1 outside all of them.
template <typename T>
int bin_of(const T* edges, int bins, T at) {
  if (!(at >= edges[0] && at <= edges[bins])) return -1;
  int bin = 0;
  while (bin + 1 < bins && edges[bin + 1] <= at) ++bin;
  return bin;
}

template <typename T>
struct Bin {
  T width, height, s, left, right;  // left, right: slopes at its ends

  Bin(const SplineKnots<T>& knots, int k)
      : width(knots.x[k + 1] - knots.x[k]),
        height(knots.y[k + 1] - knots.y[k]),
        s(height / width),
        left(knots.slopes[k]),
        right(knots.slopes[k + 1]) {}

  T numerator(T u) const { return s * u * u + left * u * (1 - u); }
  T denominator(T u) const { return s + (right + left - 2 * s) * u * (1 - u); }
  T slope_numerator(T u) const { return right * u * u + 2 * s * u * (1 - u) + left * (1 - u) * (1 - u); }
  T log_derivative(T u) const {
    const T ratio = s / denominator(u);
    return math::log(ratio * ratio * slope_numerator(u));
  }
};

// Shares of bins out of free numbers, as a running sum from −bound to bound.
template <typename T>
void make_edges(double bound, double least, int bins, const T* raw, T* edges) {
  const T largest = *std::max_element(raw, raw + bins);
  T sum = 0;
  for (int k = 0; k < bins; ++k) {
    edges[k + 1] = math::exp(raw[k] - largest);
    sum += edges[k + 1];
  }
  const T scale = static_cast<T>(1 - bins * least) / sum;
  T share = 0;
  edges[0] = static_cast<T>(-bound);
  for (int k = 0; k < bins; ++k) {
    share += static_cast<T>(least) + scale * edges[k + 1];
    edges[k + 1] = static_cast<T>(-bound) + static_cast<T>(2 * bound) * share;
  }
  edges[bins] = static_cast<T>(bound);
}

template <typename T>
void edges_backward(double bound, double least, int bins, const T* raw, const T* d_edges, T* d_raw) {
  const T largest = *std::max_element(raw, raw + bins);
  T sum = 0;
  for (int k = 0; k < bins; ++k) {
    d_raw[k] = math::exp(raw[k] - largest);
    sum += d_raw[k];
  }
  // What a share moves: every later edge but the last, which is fixed. `behind` is the gradient by share k.
  T behind = 0, mean = 0;
  const T scale = static_cast<T>(2 * bound * (1 - bins * least));
  for (int k = bins - 1; k >= 0; --k) {
    mean += d_raw[k] / sum * behind;
    if (k > 0) behind += scale * d_edges[k];
  }
  behind = 0;
  for (int k = bins - 1; k >= 0; --k) {
    d_raw[k] = d_raw[k] / sum * (behind - mean);
    if (k > 0) behind += scale * d_edges[k];
  }
}

}  // namespace

template <typename T>
SplineValue<T> spline_at(const SplineKnots<T>& knots, T x) {
  const int k = bin_of(knots.x, knots.bins, x);
  if (k < 0) return {x, 0};
  const Bin<T> bin(knots, k);
  const T u = (x - knots.x[k]) / bin.width;
  return {knots.y[k] + bin.height * bin.numerator(u) / bin.denominator(u), bin.log_derivative(u)};
}

template <typename T>
SplineValue<T> spline_inverse(const SplineKnots<T>& knots, T y) {
  const int k = bin_of(knots.y, knots.bins, y);
  if (k < 0) return {y, 0};
  const Bin<T> bin(knots, k);
  const T e = y - knots.y[k], c = bin.right + bin.left - 2 * bin.s;
  const T a = bin.height * (bin.s - bin.left) + e * c, b = bin.height * bin.left - e * c;
  const T root = std::sqrt(std::max(b * b + 4 * a * bin.s * e, T(0)));
  const T u = e == 0 ? T(0) : std::min(2 * bin.s * e / (b + root), T(1));
  return {knots.x[k] + u * bin.width, -bin.log_derivative(u)};
}

template <typename T>
T spline_backward(const SplineKnots<T>& knots, T x, T d_value, T d_log_derivative, T* d_x, T* d_y, T* d_slopes) {
  const int k = bin_of(knots.x, knots.bins, x);
  if (k < 0) return d_value;
  const Bin<T> bin(knots, k);
  const T w = bin.width, h = bin.height, s = bin.s;
  const T u = (x - knots.x[k]) / w, v = 1 - u, uv = u * v;
  const T N = bin.numerator(u), D = bin.denominator(u), M = bin.slope_numerator(u);
  const T d_N = d_value * h / D;
  const T d_D = -d_N * N / D - 2 * d_log_derivative / D;
  const T d_M = d_log_derivative / M;
  const T d_s = d_N * u * u + d_D * (1 - 2 * uv) + d_M * 2 * uv + 2 * d_log_derivative / s;
  const T d_u = d_N * (2 * s * u + bin.left * (1 - 2 * u)) + d_D * (bin.right + bin.left - 2 * s) * (1 - 2 * u) +
                d_M * (2 * bin.right * u + 2 * s * (1 - 2 * u) - 2 * bin.left * v);
  d_slopes[k] += d_N * uv + d_D * uv + d_M * v * v;
  d_slopes[k + 1] += d_D * uv + d_M * u * u;
  const T d_h = d_value * N / D + d_s / w;
  const T d_w = -(d_s * s + d_u * u) / w;
  d_y[k] += d_value - d_h;
  d_y[k + 1] += d_h;
  d_x[k] -= d_u / w + d_w;
  d_x[k + 1] += d_w;
  return d_u / w;
}

template <typename T>
void make_spline_knots(const SplineLimits& limits, int bins, const T* raw, T* knots_x, T* knots_y, T* knots_slopes) {
  make_edges(limits.bound, limits.least_width, bins, raw, knots_x);
  make_edges(limits.bound, limits.least_height, bins, raw + bins, knots_y);
  knots_slopes[0] = knots_slopes[bins] = 1;
  for (int k = 1; k < bins; ++k)
    knots_slopes[k] = static_cast<T>(limits.least_slope) + math::softplus(raw[2 * bins + k - 1]);
}

template <typename T>
void spline_knots_backward(const SplineLimits& limits, int bins, const T* raw, const T* d_x, const T* d_y,
                           const T* d_slopes, T* d_raw) {
  edges_backward(limits.bound, limits.least_width, bins, raw, d_x, d_raw);
  edges_backward(limits.bound, limits.least_height, bins, raw + bins, d_y, d_raw + bins);
  for (int k = 1; k < bins; ++k) d_raw[2 * bins + k - 1] = d_slopes[k] * math::sigmoid(raw[2 * bins + k - 1]);
}

double raw_slope_of_one(const SplineLimits& limits) { return math::log(math::expm1(1 - limits.least_slope)); }

template SplineValue<float> spline_at(const SplineKnots<float>&, float);
template SplineValue<double> spline_at(const SplineKnots<double>&, double);
template SplineValue<float> spline_inverse(const SplineKnots<float>&, float);
template SplineValue<double> spline_inverse(const SplineKnots<double>&, double);
template float spline_backward(const SplineKnots<float>&, float, float, float, float*, float*, float*);
template double spline_backward(const SplineKnots<double>&, double, double, double, double*, double*, double*);
template void make_spline_knots(const SplineLimits&, int, const float*, float*, float*, float*);
template void make_spline_knots(const SplineLimits&, int, const double*, double*, double*, double*);
template void spline_knots_backward(const SplineLimits&, int, const float*, const float*, const float*, const float*,
                                    float*);
template void spline_knots_backward(const SplineLimits&, int, const double*, const double*, const double*,
                                    const double*, double*);

}  // namespace lectern::generative
