#pragma once

#include <limits>

#include "core/math/vector.h"

// The bodies of elementary.h; call those. Every function here is a template over scalar and vector
// types whose operations and their order are the definition of the result.
namespace lectern::math::detail {

// c0 + x(c1 + x(c2 + …)), by Horner's rule.
template <typename V, typename T>
inline V polynomial(V x, T c0) {
  (void)x;
  return broadcast<V>(c0);
}
template <typename V, typename T, typename... Rest>
inline V polynomial(V x, T c0, Rest... rest) {
  return polynomial(x, rest...) * x + c0;
}

template <typename T>
struct Constants;
template <>
struct Constants<float> {
  static constexpr float kLog2OfE = 0x1.715476p+0f;
  static constexpr float kLn2High = 0x1.62ep-1f;  // 14 bits: times any exponent it is exact
  static constexpr float kLn2Low = 0x1.0bfbe8p-15f;
  static constexpr float kExpLowest = -104.0f;   // below: e^x rounds to 0
  static constexpr float kExpHighest = 89.0f;    // above: e^x rounds to ∞
  static constexpr float kTanhHighest = 40.0f;   // bound on 2|x|: tanh is 1 long before
  static constexpr float kExpm1Lowest = -18.0f;  // below: e^x - 1 rounds to -1
};
template <>
struct Constants<double> {
  static constexpr double kLog2OfE = 0x1.71547652b82fep+0;
  static constexpr double kLn2High = 0x1.62e42feep-1;  // 32 bits
  static constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
  static constexpr double kExpLowest = -746.0;
  static constexpr double kExpHighest = 710.0;
  static constexpr double kTanhHighest = 80.0;
  static constexpr double kExpm1Lowest = -38.0;
};

// q(r) with e^r = 1 + r + r² q(r); |r| ≤ ln2/2.
template <typename V>
inline V exp_tail(V r) {
  if constexpr (sizeof(ScalarOf<V>) == 4) {
    return polynomial(r, 0.5f, 0.16666667f, 0.041666504f, 0.008333179f, 0.001393145f, 0.00019970105f);
  } else {
    return polynomial(r, 0.5, 0.1666666666666667, 0.04166666666666668, 0.008333333333325654, 0.001388888888887678,
                      0.00019841269876609818, 2.480158734324455e-05, 2.7557253068498568e-06, 2.7557255973785267e-07,
                      2.5106199939733603e-08, 2.0920760003580944e-09);
  }
}

// v·2^k with one rounding, for results from subnormal to ∞.
template <typename V>
inline V scale(V v, BitsOf<V> k) {
  using T = ScalarOf<V>;
  constexpr BitsOf<T> kOffset = 2 * (std::numeric_limits<T>::max_exponent - 1);
  const BitsOf<V> half = ((k + kOffset) >> 1) - kOffset / 2;
  return v * power_of_two<V>(half) * power_of_two<V>(k - half);
}

// e^x = 2^k·(1 + r + tail), |r| ≤ ln2/2; for x within the exponents of normal numbers.
template <typename V>
struct ExpParts {
  V r;
  V tail;
  BitsOf<V> k;
};

template <typename V>
inline ExpParts<V> exp_parts(V x) {
  using T = ScalarOf<V>;
  using C = Constants<T>;
  const V shifted = x * C::kLog2OfE + kRoundingMagic<T>;
  const V k = shifted - kRoundingMagic<T>;
  const V high = x - k * C::kLn2High;  // exact
  const V low = k * C::kLn2Low;
  const V r = high - low;
  const V lost = (high - r) - low;  // what rounding took from r
  return {r, r * r * exp_tail(r) + lost, bits_of(shifted) - bits_of(kRoundingMagic<T>)};
}

template <typename V>
inline V exp(V x) {
  using T = ScalarOf<V>;
  using C = Constants<T>;
  const V bounded = max(min(x, broadcast<V>(C::kExpHighest)), broadcast<V>(C::kExpLowest));
  const auto [r, tail, k] = exp_parts(bounded);
  return scale(T(1) + (r + tail), k);
}

// (e^x - 1) / 2^k, given unit = 2^-k. The leading sum keeps its rounding error, because just
// above ln2/2 its terms nearly cancel.
template <typename V>
inline V expm1_scaled(const ExpParts<V>& parts, V unit) {
  const V head = ScalarOf<V>(1) - unit;
  const V sum = head + parts.r;
  const V lost = parts.r - (sum - head);
  return sum + (parts.tail + lost);
}

template <typename V>
inline V expm1(V x) {
  using T = ScalarOf<V>;
  using C = Constants<T>;
  const V bounded = max(min(x, broadcast<V>(C::kExpHighest)), broadcast<V>(C::kExpm1Lowest));
  const auto parts = exp_parts(bounded);
  const V unit = select(x > C::kTanhHighest, V{}, power_of_two<V>(BitsOf<V>{} - parts.k));
  const V tiny = broadcast<V>(std::numeric_limits<T>::min());
  return select(abs(x) < tiny, x, scale(expm1_scaled(parts, unit), parts.k));
}

// P(z) with tanh x = x + x z P(z), z = x², |x| ≤ 0.256.
template <typename V>
inline V tanh_tail(V z) {
  if constexpr (sizeof(ScalarOf<V>) == 4) {
    return polynomial(z, -0.33333334f, 0.13333409f, -0.05396332f, 0.021096373f);
  } else {
    return polynomial(z, -0.3333333333333333, 0.13333333333331962, -0.053968253965299876, 0.02186948825097089,
                      -0.008863220940081226, 0.003591704312884408, -0.0014488026823366751, 0.0005274742859614099);
  }
}

// |x| > 0.256: tanh|x| = (e^2|x| - 1) / (e^2|x| + 1), both divided by 2^k.
template <typename V>
inline V tanh(V x) {
  using T = ScalarOf<V>;
  const V magnitude = abs(x);
  const V y = min(magnitude + magnitude, broadcast<V>(Constants<T>::kTanhHighest));
  const auto parts = exp_parts(y);
  const V unit = power_of_two<V>(BitsOf<V>{} - parts.k);
  const V scaled = expm1_scaled(parts, unit);
  const V z = x * x;
  const V small = magnitude + magnitude * (z * tanh_tail(z));
  const V large = scaled / (scaled + (unit + unit));
  return with_sign_of(select(magnitude < T(0.256), small, large), x);
}

template <typename V>
inline V sigmoid(V x) {
  using T = ScalarOf<V>;
  const V e = exp(from_bits<V>(bits_of(x) | bits_of(T(-0.0))));
  const V one = broadcast<V>(T(1));
  const V sum = one + e;
  const V lost = e - (sum - one);  // exact; its share of the quotient is given back
  const V quotient = select(x < T(0), e, one) / sum;
  return quotient - quotient * lost;
}

// log of 2^k·m with m in [√½, √2), plus a small correction.
//   log(1+f) = f - (f²/2 - f³ P(f))   (float)
//   log(1+f) = f - (f²/2 - s(f²/2 + z R(z))),  s = f/(2+f), z = s²   (double)
template <typename V>
inline V log_of_parts(V f, V k, V correction) {
  using T = ScalarOf<V>;
  using C = Constants<T>;
  const V half_square = T(0.5) * f * f;
  const V low = k * C::kLn2Low + correction;
  if constexpr (sizeof(T) == 4) {
    const V p = polynomial(f, 0.3333333f, -0.2499998f, 0.20000689f, -0.16669208f, 0.14250997f, -0.123951755f,
                           0.116356775f, -0.11672007f, 0.07343424f);
    return k * C::kLn2High + (f - (half_square - (f * f * f * p + low)));
  } else {
    const V s = f / (T(2) + f);
    const V z = s * s;
    const V p = polynomial(z, 0.666666666666667, 0.3999999999989928, 0.28571428626210205, 0.2222221109052324,
                           0.18182892462868555, 0.15331610842054674, 0.14617797125374243);
    return k * C::kLn2High + (f - (half_square - (s * (half_square + z * p) + low)));
  }
}

// x = 2^k·m for positive normal x, m in [√½, √2).
template <typename V>
struct LogParts {
  V m;
  BitsOf<V> k;
};

template <typename V>
inline LogParts<V> log_parts(V x) {
  using T = ScalarOf<V>;
  constexpr int kFraction = std::numeric_limits<T>::digits - 1;
  constexpr BitsOf<T> kBias = std::numeric_limits<T>::max_exponent - 1;
  constexpr BitsOf<T> kRootHalf = std::bit_cast<BitsOf<T>>(T(0x1.6a09e667f3bcdp-1));
  const BitsOf<V> b = bits_of(x) + (std::bit_cast<BitsOf<T>>(T(1)) - kRootHalf);
  constexpr BitsOf<T> kFractionMask = (BitsOf<T>(1) << kFraction) - 1;
  return {from_bits<V>((b & kFractionMask) + kRootHalf), (b >> kFraction) - kBias};
}

// What logarithms of x are where `value` is not: -∞ at 0, NaN below, ∞ and NaN themselves.
template <typename V>
inline V log_special(V x, V value) {
  using T = ScalarOf<V>;
  const V infinity = broadcast<V>(std::numeric_limits<T>::infinity());
  const V nan = broadcast<V>(std::numeric_limits<T>::quiet_NaN());
  const V finite = select(x < infinity, value, x);
  return select(x > T(0), finite, select(x == T(0), -infinity, nan));
}

template <typename V>
inline V log(V x) {
  using T = ScalarOf<V>;
  constexpr int kDigits = std::numeric_limits<T>::digits;
  constexpr T kLift = T(std::uint64_t(1) << kDigits);
  const auto subnormal = x < std::numeric_limits<T>::min();
  const auto parts = log_parts(select(subnormal, x * kLift, x));
  const V k = to_float<V>(parts.k) - select(subnormal, broadcast<V>(T(kDigits)), V{});
  return log_special(x, log_of_parts(parts.m - T(1), k, V{}));
}

// log of the rounded u = 1+x, corrected by what the rounding lost: log(u+c) ≈ log u + c/u.
template <typename V>
inline V log1p_positive_part(V x) {
  using T = ScalarOf<V>;
  const V u = T(1) + x;
  const V back = u - T(1);
  const V lost = (T(1) - (u - back)) + (x - back);
  const auto parts = log_parts(u);
  return log_of_parts(parts.m - T(1), to_float<V>(parts.k), lost / u);
}

template <typename V>
inline V log1p(V x) {
  using T = ScalarOf<V>;
  const V u = T(1) + x;
  const V value = select(x == T(0), x, log1p_positive_part(x));
  return log_special(u, value);
}

template <typename V>
inline V softplus(V x) {
  using T = ScalarOf<V>;
  const V e = exp(from_bits<V>(bits_of(x) | bits_of(T(-0.0))));
  return max(x, V{}) + log1p_positive_part(e);
}

// P(z) with erf x = x + x P(x²) for |x| ≤ 0.9.
template <typename V>
inline V erf_small_tail(V z) {
  if constexpr (sizeof(ScalarOf<V>) == 4) {
    return polynomial(z, 0.12837915f, -0.3761252f, 0.11282108f, -0.026777746f, 0.005010077f, -0.0006079406f);
  } else {
    return polynomial(z, 0.12837916709551253, -0.3761263890318242, 0.11283791670889365, -0.026866170632506087,
                      0.0052239775011974875, -0.0008548319885127945, 0.00012055076820317402, -1.4919726119734358e-05,
                      1.6373524905663347e-06, -1.553220668870181e-07, 1.0224915261165791e-08);
  }
}

// Q(x) with erf x = 1 - e^-Q(x) for 0.9 ≤ x ≤ 4 (float) or 6 (double), where erf rounds to 1.
template <typename V>
inline V erf_exponent(V x) {
  if constexpr (sizeof(ScalarOf<V>) == 4) {
    return polynomial(x, 0.00017749633f, 1.1277496f, 0.63705975f, 0.104037344f, -0.022277081f, 0.003055606f,
                      -0.00019718155f);
  } else {
    return polynomial(x, 7.106057467779878e-08, 1.1283784125212468, 0.6366234524380381, 0.10276174613295025,
                      -0.019107080176231667, -0.0002379885112385601, 0.0017213590314410362, -0.0005995196151840292,
                      1.6032268044513043e-05, 8.621441144739375e-05, -5.200064530822734e-05, 1.8950202741728723e-05,
                      -5.000718876777611e-06, 9.958056204317322e-07, -1.4957732449206394e-07, 1.6513786233601433e-08,
                      -1.2676223967735108e-09, 6.049507593198925e-11, -1.351878087322523e-12);
  }
}

template <typename V>
inline V erf(V x) {
  using T = ScalarOf<V>;
  const V magnitude = abs(x);
  const V small = magnitude + magnitude * erf_small_tail(x * x);
  const V bounded = min(magnitude, broadcast<V>(sizeof(T) == 4 ? T(4) : T(6)));
  const auto [r, tail, k] = exp_parts(-erf_exponent(bounded));
  const V large = T(1) - (T(1) + (r + tail)) * power_of_two<V>(k);
  return with_sign_of(select(magnitude < T(0.9), small, large), x);
}

// By double-double logarithm and exponential (double), or in double (float).
double pow_double(double x, double y);

template <typename V>
inline V pow(V x, V y) {
  using T = ScalarOf<V>;
  if constexpr (Lanes<V>::kCount == 1) {
    return static_cast<T>(pow_double(x, y));
  } else {
    V out;
    for (std::size_t lane = 0; lane < Lanes<V>::kCount; ++lane) {
      out[lane] = static_cast<T>(pow_double(x[lane], y[lane]));
    }
    return out;
  }
}

}  // namespace lectern::math::detail

#include "core/math/trigonometry_kernels.h"
