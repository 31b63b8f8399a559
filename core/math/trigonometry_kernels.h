#pragma once

#include <limits>

#include "core/math/double_double.h"
#include "core/math/vector.h"

// The bodies of sin and cos; included by elementary_kernels.h.
namespace lectern::math::detail {

// x = n·π/2 + high + low, |high| ≤ π/4 (and a little), n known modulo 4.
template <typename V>
struct Reduced {
  V high;
  V low;
  BitsOf<V> n;
};

// Beyond this the multiples of π/2 below stop being exact and reduce_large takes over.
inline constexpr double kCodyWaiteLimit = 0x1p20;

// The reduction for kCodyWaiteLimit ≤ |x| < ∞, by Payne and Hanek in integer arithmetic.
Reduced<double> reduce_large(double x);

// π/2 in four parts of 33, 33, 33 and 53 bits: times n < 2^20 the first three are exact (Cody, Waite).
template <typename V>
inline Reduced<V> reduce_small(V x) {
  constexpr double kTwoOverPi = 0x1.45f306dc9c883p-1;
  constexpr double kPart1 = 0x1.921fb544p+0;
  constexpr double kPart2 = 0x1.0b4611a6p-34;
  constexpr double kPart3 = 0x1.3198a2ep-69;
  constexpr double kPart4 = 0x1.b839a252049c1p-104;
  const V shifted = x * kTwoOverPi + kRoundingMagic<double>;
  const V n = shifted - kRoundingMagic<double>;
  const auto first = exact_sum<V>(x - n * kPart1, n * -kPart2);
  const auto second = exact_sum<V>(first.high, n * -kPart3);
  return {second.high, (first.low + second.low) - n * kPart4, bits_of(shifted)};
}

template <typename V>
inline Reduced<V> reduce(V x) {
  Reduced<V> r = reduce_small(x);
  const V magnitude = abs(x);
  const auto large = magnitude >= kCodyWaiteLimit;
  if (any(large)) [[unlikely]] {
    for (std::size_t lane = 0; lane < Lanes<V>::kCount; ++lane) {
      if constexpr (Lanes<V>::kCount == 1) {
        if (magnitude < std::numeric_limits<double>::infinity()) r = reduce_large(x);
      } else if (magnitude[lane] >= kCodyWaiteLimit && magnitude[lane] < std::numeric_limits<double>::infinity()) {
        const Reduced<double> one = reduce_large(x[lane]);
        r.high[lane] = one.high;
        r.low[lane] = one.low;
        r.n[lane] = one.n;
      }
    }
  }
  return r;
}

template <typename V>
struct SineCosine {
  V sine, cosine;
};

// Of high + low alone, without n·π/2.
template <typename V>
inline SineCosine<V> sine_cosine_of_rest(const Reduced<V>& r) {
  const V x = r.high;
  const V z = x * x;
  const V s = polynomial(z, -0.16666666666666666, 0.008333333333332913, -0.00019841269840724417, 2.755731891966693e-06,
                         -2.5052025483441027e-08, 1.6048087267264643e-10, -7.067108253203887e-13);
  const V c = polynomial(z, 0.041666666666666664, -0.001388888888888705, 2.480158729844044e-05, -2.7557317147214817e-07,
                         2.0876125429053045e-09, -1.1381365214353274e-11);
  const V half_z = 0.5 * z;
  const V head = 1.0 - half_z;
  return {x + (z * x * s + r.low * (1.0 - half_z)), head + (((1.0 - head) - half_z) + (z * z * c - x * r.low))};
}

// sin of n·π/2 + high + low: by the octant, ±sin or ±cos of the reduced argument.
template <typename V>
inline V sin_by_octant(const SineCosine<V>& rest, BitsOf<V> n) {
  const auto odd = (n & 1) != BitsOf<V>{};
  const V value = select(odd, rest.cosine, rest.sine);
  return from_bits<V>(bits_of(value) ^ ((n & 2) << 62));
}

template <typename V>
inline V sin_double(V x) {
  const Reduced<V> r = reduce(x);
  return select(x == 0.0, x, sin_by_octant(sine_cosine_of_rest(r), r.n));
}

template <typename V>
inline V cos_double(V x) {
  const Reduced<V> r = reduce(x);
  return sin_by_octant(sine_cosine_of_rest(r), r.n + 1);
}

template <typename V>
inline SineCosine<V> sin_cos_double(V x) {
  const Reduced<V> r = reduce(x);
  const SineCosine<V> rest = sine_cosine_of_rest(r);
  return {select(x == 0.0, x, sin_by_octant(rest, r.n)), sin_by_octant(rest, r.n + 1)};
}

// Applies a function of F64x2 to four floats: the float functions that need more digits inside.
template <typename Function>
inline F32x4 through_double(F32x4 x, Function f) {
  const F64x2 low = f(F64x2{double(x[0]), double(x[1])});
  const F64x2 high = f(F64x2{double(x[2]), double(x[3])});
  return F32x4{float(low[0]), float(low[1]), float(high[0]), float(high[1])};
}
template <typename Function>
inline float through_double(float x, Function f) {
  return static_cast<float>(f(double(x)));
}

template <typename V>
inline V sin(V x) {
  if constexpr (sizeof(ScalarOf<V>) == 4) {
    return through_double(x, [](auto wide) { return sin_double(wide); });
  } else {
    return sin_double(x);
  }
}

template <typename V>
inline V cos(V x) {
  if constexpr (sizeof(ScalarOf<V>) == 4) {
    return through_double(x, [](auto wide) { return cos_double(wide); });
  } else {
    return cos_double(x);
  }
}

}  // namespace lectern::math::detail
