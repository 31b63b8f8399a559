#include "core/ml/kernels/kernel_function.h"

#include "core/math/elementary.h"

namespace lectern::kernels {
namespace {

double dot(std::span<const double> u, std::span<const double> v) {
  double sum = 0;
  for (std::size_t j = 0; j < u.size(); ++j) sum += u[j] * v[j];
  return sum;
}

double squared_distance(std::span<const double> u, std::span<const double> v) {
  double sum = 0;
  for (std::size_t j = 0; j < u.size(); ++j) sum += (u[j] - v[j]) * (u[j] - v[j]);
  return sum;
}

double integer_power(double base, int exponent) {
  double result = 1;
  for (int i = 0; i < exponent; ++i) result *= base;
  return result;
}

std::span<const double> row(ConstMatrixView<double> X, std::ptrdiff_t i) {
  return {X.row(i), static_cast<std::size_t>(X.cols)};
}

}  // namespace

double KernelFunction::operator()(std::span<const double> u, std::span<const double> v) const {
  double value = 0;
  against_rows({u.data(), 1, static_cast<std::ptrdiff_t>(u.size())}, v, {&value, 1});
  return value;
}

void KernelFunction::against_rows(ConstMatrixView<double> X, std::span<const double> v, std::span<double> out) const {
  if (kind == KernelKind::rbf) {
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = -gamma * squared_distance(row(X, static_cast<std::ptrdiff_t>(i)), v);
    }
    math::exp(out, out);
    return;
  }
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = dot(row(X, static_cast<std::ptrdiff_t>(i)), v);
  if (kind == KernelKind::linear) return;
  for (double& value : out) value = gamma * value + coef0;
  if (kind == KernelKind::sigmoid) return math::tanh(out, out);
  for (double& value : out) value = integer_power(value, degree);
}

std::array<double, 3> quadratic_map(double x1, double x2) {
  constexpr double kSqrt2 = 1.4142135623730951;
  return {x1 * x1, x2 * x2, kSqrt2 * x1 * x2};
}

}  // namespace lectern::kernels
