#include "core/math/fourier.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/math/elementary.h"

namespace lectern::math {
namespace {

constexpr double kTwoPi = 6.28318530717958647692;

}  // namespace

PlanarFourier::PlanarFourier(int side) : side_(side) {
  const auto n = static_cast<std::size_t>(side);
  for (int j = 0; j < side / 2; ++j) roots_.push_back({cos(kTwoPi * j / side), sin(kTwoPi * j / side)});
  reversed_.assign(n, 0);
  for (int j = 0; j < side; ++j)
    for (int bit = 1, back = side / 2; bit < side; bit *= 2, back /= 2)
      if ((j & bit) != 0) reversed_[static_cast<std::size_t>(j)] += back;
  for (int row = 0; row < side; ++row)
    for (int col = 0; col < side; ++col) {
      const double ky = wave(row), kx = wave(col);
      shells_.push_back(static_cast<int>(std::sqrt(kx * kx + ky * ky) + 0.5));
      shell_count_ = std::max(shell_count_, shells_.back() + 1);
    }
}

void PlanarFourier::line(Complex* values, std::ptrdiff_t stride, double sign) const {
  const auto at = [values, stride](int j) -> Complex& { return values[j * stride]; };
  for (int j = 0; j < side_; ++j)
    if (const int other = reversed_[static_cast<std::size_t>(j)]; other > j) std::swap(at(j), at(other));
  for (int half = 1; half < side_; half *= 2) {
    const int skip = side_ / (2 * half);
    for (int j = 0; j < half; ++j) {
      const Complex root = roots_[static_cast<std::size_t>(j * skip)];
      const double re = root.re, im = sign * root.im;
      for (int first = j; first < side_; first += 2 * half) {
        Complex &a = at(first), &b = at(first + half);
        const Complex turned{re * b.re - im * b.im, re * b.im + im * b.re};
        b = {a.re - turned.re, a.im - turned.im};
        a = {a.re + turned.re, a.im + turned.im};
      }
    }
  }
}

void PlanarFourier::transform(std::span<Complex> values, double sign) const {
  for (int row = 0; row < side_; ++row) line(values.data() + std::ptrdiff_t{row} * side_, 1, sign);
  for (int col = 0; col < side_; ++col) line(values.data() + col, side_, sign);
}

void PlanarFourier::inverse(std::span<Complex> values) const {
  transform(values, 1);
  const double scale = 1.0 / (static_cast<double>(side_) * side_);
  for (Complex& value : values) value = {value.re * scale, value.im * scale};
}

}  // namespace lectern::math
