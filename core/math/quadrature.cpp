#include "core/math/quadrature.h"

#include <cmath>

#include "core/math/elementary.h"

namespace lectern::math {
namespace {

constexpr double kPi = 3.141592653589793;
constexpr int kMostIterations = 20;
constexpr double kSmallCorrection = 1e-14;  // Newton's method squares it: the next is far below an ulp

struct Legendre {
  double value, slope;  // P_n(x), P_n'(x)
};

// (k + 1) P_{k+1} = (2k + 1) x P_k − k P_{k−1};   (x² − 1) P_n' = n (x P_n − P_{n−1});   |x| < 1
Legendre legendre(int n, double x) {
  double before = 0, here = 1;
  for (int k = 0; k < n; ++k) {
    const double next = ((2 * k + 1) * x * here - k * before) / (k + 1);
    before = here;
    here = next;
  }
  return {here, n * (x * here - before) / (x * x - 1)};
}

}  // namespace

Quadrature gauss_legendre(int count, double low, double high) {
  const auto n = static_cast<std::size_t>(count);
  Quadrature rule{std::vector<double>(n), std::vector<double>(n)};
  const double middle = 0.5 * (low + high), half = 0.5 * (high - low);
  for (std::size_t i = 0; 2 * i < n; ++i) {  // from the upper end; the lower half mirrors it
    const bool is_middle = 2 * i + 1 == n;
    double x = is_middle ? 0.0 : math::cos(kPi * (static_cast<double>(i) + 0.75) / (count + 0.5));
    double correction = is_middle ? 0.0 : 1.0;
    for (int k = 0; k < kMostIterations && std::fabs(correction) > kSmallCorrection; ++k) {
      const Legendre p = legendre(count, x);
      correction = p.value / p.slope;
      x -= correction;
    }
    const double slope = legendre(count, x).slope;
    rule.nodes[i] = middle - half * x;
    rule.nodes[n - 1 - i] = middle + half * x;
    rule.weights[i] = rule.weights[n - 1 - i] = half * 2 / ((1 - x * x) * slope * slope);
  }
  return rule;
}

}  // namespace lectern::math
