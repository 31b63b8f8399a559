#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

// Derivatives by central differences, for tests of hand-written gradients.
//   ∂f/∂x_j ≈ (f(x + h e_j) - f(x - h e_j)) / 2h
// Numerical note: the error is about h²·f‴/6 + ε|f|/h; the default h balances both for double.
namespace lectern::math {

inline constexpr double kDifferenceStep = 6e-6;  // about the cube root of the double's epsilon

// Gradient of the scalar function f() with respect to x, which f reads; x is restored.
// Steps are h·max(1, |x_j|). Returns x.size() numbers.
template <typename T, typename Function>
std::vector<double> finite_difference_gradient(Function f, std::span<T> x, double h = kDifferenceStep) {
  std::vector<double> gradient(x.size());
  for (std::size_t j = 0; j < x.size(); ++j) {
    const T before = x[j];
    const double step = h * std::max(1.0, std::fabs(double(before)));
    x[j] = static_cast<T>(double(before) + step);
    const double right = double(x[j]);
    const double f_right = f();
    x[j] = static_cast<T>(double(before) - step);
    const double left = double(x[j]);
    const double f_left = f();
    x[j] = before;
    gradient[j] = (f_right - f_left) / (right - left);
  }
  return gradient;
}

// Jacobian J_ij = ∂f_i/∂x_j of f(out), which writes `outputs` numbers; row-major, outputs × x.size().
template <typename T, typename Function>
std::vector<double> finite_difference_jacobian(Function f, std::span<T> x, std::size_t outputs,
                                               double h = kDifferenceStep) {
  std::vector<double> jacobian(outputs * x.size());
  std::vector<T> f_right(outputs), f_left(outputs);
  for (std::size_t j = 0; j < x.size(); ++j) {
    const T before = x[j];
    const double step = h * std::max(1.0, std::fabs(double(before)));
    x[j] = static_cast<T>(double(before) + step);
    const double right = double(x[j]);
    f(std::span<T>(f_right));
    x[j] = static_cast<T>(double(before) - step);
    const double left = double(x[j]);
    f(std::span<T>(f_left));
    x[j] = before;
    for (std::size_t i = 0; i < outputs; ++i) {
      jacobian[i * x.size() + j] = (double(f_right[i]) - double(f_left[i])) / (right - left);
    }
  }
  return jacobian;
}

// Largest |a - b| / max(1, |a|, |b|): the number to hold against a tolerance.
template <typename A, typename B>
double largest_relative_difference(std::span<const A> a, std::span<const B> b) {
  double worst = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double x = double(a[i]), y = double(b[i]);
    worst = std::max(worst, std::fabs(x - y) / std::max({1.0, std::fabs(x), std::fabs(y)}));
  }
  return worst;
}

}  // namespace lectern::math
