#pragma once

// Unevaluated sums high + low of two numbers, |low| ≤ ulp(high)/2: for double about 106 bits, and
// without FMA.
// Source: Dekker, A floating-point technique for extending the available precision (1971).
namespace lectern::math::detail {

template <typename V>
struct HighLow {
  V high;
  V low;
};
using DoubleDouble = HighLow<double>;

// a + b exactly, for |a| ≥ |b| or a = 0.
inline DoubleDouble exact_sum_ordered(double a, double b) {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}

// a + b exactly (Knuth).
template <typename V>
inline HighLow<V> exact_sum(V a, V b) {
  const V sum = a + b;
  const V back = sum - a;
  return {sum, (a - (sum - back)) + (b - back)};
}

// a·b exactly; |a| and |b| below 2^990, the product's lowest bit above the subnormal numbers.
inline DoubleDouble exact_product(double a, double b) {
  constexpr double kSplitter = 0x1p27 + 1.0;
  const double a_scaled = kSplitter * a;
  const double a_top = a_scaled - (a_scaled - a);
  const double a_rest = a - a_top;
  const double b_scaled = kSplitter * b;
  const double b_top = b_scaled - (b_scaled - b);
  const double b_rest = b - b_top;
  const double product = a * b;
  return {product, ((a_top * b_top - product) + a_top * b_rest + a_rest * b_top) + a_rest * b_rest};
}

inline DoubleDouble add(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble s = exact_sum(a.high, b.high);
  return exact_sum_ordered(s.high, s.low + (a.low + b.low));
}

inline DoubleDouble multiply(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble p = exact_product(a.high, b.high);
  return exact_sum_ordered(p.high, p.low + (a.high * b.low + a.low * b.high));
}

}  // namespace lectern::math::detail
