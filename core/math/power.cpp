#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "core/math/double_double.h"
#include "core/math/elementary_kernels.h"

namespace lectern::math::detail {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// log x to about 67 bits, for positive normal x.
//   log m = 2s + (2/3)s³ + s⁵ R(s²),  s = (m-1)/(m+1); the first two terms with double the digits.
DoubleDouble precise_log(double x, double k_extra) {
  const auto [m, k_bits] = log_parts(x);
  const double k = to_float<double>(k_bits) + k_extra;
  const double f = m - 1.0;
  const double d = 2.0 + f;
  const double d_lost = f - (d - 2.0);
  const double s_high = f / d;
  const DoubleDouble product = exact_product(s_high, d);
  const double s_low = ((f - product.high) - product.low - s_high * d_lost) / d;
  const DoubleDouble s{s_high, s_low};
  const DoubleDouble z = multiply(s, s);
  constexpr DoubleDouble kTwoThirds{0x1.5555555555555p-1, 0x1.5555555555555p-55};
  const DoubleDouble cubic = multiply(multiply(s, z), kTwoThirds);
  const double rest = s_high * (z.high * z.high) *
                      polynomial(z.high, 0.4, 0.28571428571426327, 0.2222222222276818, 0.18181818155836799,
                                 0.15384609845127234, 0.13334143968852516, 0.11721176555219609, 0.11588034751741613);
  const DoubleDouble log_m = add(add({2.0 * s.high, 2.0 * s.low}, cubic), {rest, 0.0});
  constexpr double kLn2Middle = Constants<double>::kLn2Low;
  constexpr double kLn2Lowest = 0x1.cc01f97b57a08p-87;
  const DoubleDouble middle = exact_product(k, kLn2Middle);
  const DoubleDouble k_ln2 = add({k * Constants<double>::kLn2High, 0.0}, {middle.high, middle.low + k * kLn2Lowest});
  return add(k_ln2, log_m);
}

// |x|^y for finite x > 0 and finite y.
double positive_power(double x, double y) {
  constexpr double kSmallest = std::numeric_limits<double>::min();
  const DoubleDouble log_x = x < kSmallest ? precise_log(x * 0x1p54, -54.0) : precise_log(x, 0.0);
  // Beyond 2^70 the power has long left the range, unless log x is 0; the splitting must not overflow.
  const double bounded = max(min(y, 0x1p70), -0x1p70);
  const DoubleDouble t = multiply({bounded, 0.0}, log_x);
  if (t.high > Constants<double>::kExpHighest) return kInfinity;
  if (t.high < Constants<double>::kExpLowest) return 0.0;
  const auto [r, tail, k] = exp_parts(t.high);
  return scale(1.0 + (r + (tail + t.low * (1.0 + (r + tail)))), k);
}

bool is_integer(double y) { return std::floor(y) == y; }
bool is_odd_integer(double y) { return is_integer(y) && !is_integer(0.5 * y); }

}  // namespace

double pow_double(double x, double y) {
  if (y == 0.0 || x == 1.0) return 1.0;
  if (x != x || y != y) return kNaN;
  const double base = abs(x);
  const bool negative = std::signbit(x) && is_odd_integer(y);
  if (abs(y) == kInfinity) {
    if (base == 1.0) return 1.0;
    return (base > 1.0) == (y > 0.0) ? kInfinity : 0.0;
  }
  double power;
  if (base == 0.0 || base == kInfinity) {
    power = (base == 0.0) == (y > 0.0) ? 0.0 : kInfinity;
  } else {
    if (x < 0.0 && !is_integer(y)) return kNaN;
    power = positive_power(base, y);
  }
  return negative ? -power : power;
}

}  // namespace lectern::math::detail
