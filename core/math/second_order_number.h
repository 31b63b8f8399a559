#pragma once

#include <array>
#include <cmath>

#include "core/math/elementary.h"

// A number that carries its first and second derivatives by two variables through a calculation.
// Source: Griewank, Walther, Evaluating Derivatives (2nd ed., 2008), ch. 13.
namespace lectern {

struct SecondOrderNumber {
  double value = 0;
  std::array<double, 2> gradient{};
  std::array<double, 3> second{};  // by 00, 01, 11

  SecondOrderNumber() = default;
  SecondOrderNumber(double constant) : value(constant) {}
  static SecondOrderNumber variable(double value, std::size_t index) {
    SecondOrderNumber x(value);
    x.gradient[index] = 1;
    return x;
  }
};

// f(a) from f, f′ and f″ at a.value.
inline SecondOrderNumber chained(const SecondOrderNumber& a, double f, double f1, double f2) {
  SecondOrderNumber r(f);
  for (std::size_t i = 0; i < 2; ++i) r.gradient[i] = f1 * a.gradient[i];
  r.second[0] = f2 * a.gradient[0] * a.gradient[0] + f1 * a.second[0];
  r.second[1] = f2 * a.gradient[0] * a.gradient[1] + f1 * a.second[1];
  r.second[2] = f2 * a.gradient[1] * a.gradient[1] + f1 * a.second[2];
  return r;
}

inline SecondOrderNumber operator+(const SecondOrderNumber& a, const SecondOrderNumber& b) {
  SecondOrderNumber r(a.value + b.value);
  for (std::size_t i = 0; i < 2; ++i) r.gradient[i] = a.gradient[i] + b.gradient[i];
  for (std::size_t i = 0; i < 3; ++i) r.second[i] = a.second[i] + b.second[i];
  return r;
}

inline SecondOrderNumber operator-(const SecondOrderNumber& a) { return chained(a, -a.value, -1, 0); }
inline SecondOrderNumber operator-(const SecondOrderNumber& a, const SecondOrderNumber& b) { return a + (-b); }

inline SecondOrderNumber operator*(const SecondOrderNumber& a, const SecondOrderNumber& b) {
  SecondOrderNumber r(a.value * b.value);
  for (std::size_t i = 0; i < 2; ++i) r.gradient[i] = a.gradient[i] * b.value + a.value * b.gradient[i];
  const auto mixed = [&](std::size_t i, std::size_t j) {
    return a.gradient[i] * b.gradient[j] + a.gradient[j] * b.gradient[i];
  };
  r.second[0] = a.second[0] * b.value + mixed(0, 0) + a.value * b.second[0];
  r.second[1] = a.second[1] * b.value + mixed(0, 1) + a.value * b.second[1];
  r.second[2] = a.second[2] * b.value + mixed(1, 1) + a.value * b.second[2];
  return r;
}

inline SecondOrderNumber operator/(const SecondOrderNumber& a, const SecondOrderNumber& b) {
  const double inverse = 1 / b.value;
  SecondOrderNumber r = a * chained(b, inverse, -inverse * inverse, 2 * inverse * inverse * inverse);
  r.value = a.value / b.value;  // the same bits as the plain quotient
  return r;
}

}  // namespace lectern
