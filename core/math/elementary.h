#pragma once

#include <span>

#include "core/math/elementary_kernels.h"
#include "core/math/vector.h"

// The elementary functions of all training code: made of +, -, ·, /, sqrt and integer operations
// alone, so that the bits are the same on every machine, and the same whether computed one by one
// or in vectors. V is float, double, F32x4 or F64x2. Special values (±0, ±∞, NaN, subnormal
// results) follow IEEE 754 §9.2; NaN in, NaN out.
//
// Bounds on the error, in units in the last place (ulp) of the exact result; they hold for floats
// taken evenly over all representations and for random doubles in tests/unit/math/elementary_test.cpp:
//
//                          float   double    domain
//   exp                     1.0     1.0      all
//   expm1                   1.25    1.25     all
//   log, log1p              1.0     1.0      all
//   tanh                    1.5     1.75     all
//   sigmoid                 2.0     2.0      all
//   softplus                2.0     2.0      all
//   sin, cos                0.51    1.0      all finite arguments, also large ones
//   erf                     1.5     1.5      all
//   pow                     0.51    1.0      all
//
// Sources of the methods: Muller, Elementary Functions (3rd ed., 2016), ch. 3 (minimax polynomials),
// ch. 11 (argument reduction); Payne, Hanek, Radian reduction for trigonometric functions (1983).
// The coefficients are this project's own (minimax with rounded coefficients).
namespace lectern::math {

// e^x. Overflows to ∞ above 88.72 (709.78), is subnormal below -87.33 (-708.39).
template <typename V>
inline V exp(V x) {
  return detail::exp(x);
}

// e^x - 1 without cancellation near 0.
template <typename V>
inline V expm1(V x) {
  return detail::expm1(x);
}

// Natural logarithm; log(±0) = -∞, NaN below 0.
template <typename V>
inline V log(V x) {
  return detail::log(x);
}

// log(1 + x) without cancellation near 0; -∞ at -1, NaN below.
template <typename V>
inline V log1p(V x) {
  return detail::log1p(x);
}

// Hyperbolic tangent; odd to the bit.
template <typename V>
inline V tanh(V x) {
  return detail::tanh(x);
}

// 1 / (1 + e^-x), accurate in both tails.
template <typename V>
inline V sigmoid(V x) {
  return detail::sigmoid(x);
}

// log(1 + e^x), accurate in both tails.
template <typename V>
inline V softplus(V x) {
  return detail::softplus(x);
}

// Sine and cosine of x in radians; NaN at ±∞.
template <typename V>
inline V sin(V x) {
  return detail::sin(x);
}
template <typename V>
inline V cos(V x) {
  return detail::cos(x);
}
// Both for little more than one of them; V is double or F64x2.
using detail::SineCosine;
template <typename V>
inline SineCosine<V> sin_cos(V x) {
  return detail::sin_cos_double(x);
}

// (2/√π) ∫₀ˣ e^-t² dt; odd to the bit.
template <typename V>
inline V erf(V x) {
  return detail::erf(x);
}

// x^y with the special cases of IEEE 754 §9.2.1; NaN for negative x and y not an integer. Lane by
// lane and with twice the digits inside: for laws and tables rather than inner loops.
template <typename V>
inline V pow(V x, V y) {
  return detail::pow(x, y);
}

// The functions over arrays: out[i] = f(in[i]); sizes equal; out may be in itself.
// Same bits as the scalar calls.
void exp(std::span<const float> in, std::span<float> out);
void exp(std::span<const double> in, std::span<double> out);
void expm1(std::span<const float> in, std::span<float> out);
void expm1(std::span<const double> in, std::span<double> out);
void log(std::span<const float> in, std::span<float> out);
void log(std::span<const double> in, std::span<double> out);
void log1p(std::span<const float> in, std::span<float> out);
void log1p(std::span<const double> in, std::span<double> out);
void tanh(std::span<const float> in, std::span<float> out);
void tanh(std::span<const double> in, std::span<double> out);
void sigmoid(std::span<const float> in, std::span<float> out);
void sigmoid(std::span<const double> in, std::span<double> out);
void softplus(std::span<const float> in, std::span<float> out);
void softplus(std::span<const double> in, std::span<double> out);
void sin(std::span<const float> in, std::span<float> out);
void sin(std::span<const double> in, std::span<double> out);
void cos(std::span<const float> in, std::span<float> out);
void cos(std::span<const double> in, std::span<double> out);
void erf(std::span<const float> in, std::span<float> out);
void erf(std::span<const double> in, std::span<double> out);

}  // namespace lectern::math
