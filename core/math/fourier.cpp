#include "core/math/fourier.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/math/elementary.h"

namespace lectern::math {
namespace {

constexpr double kTwoPi = 6.28318530717958647692;

}  // namespace

Fourier::Fourier(int size) : size_(size) {
  const bool is_power_of_two = (size & (size - 1)) == 0;
  for (int j = 0; j < (is_power_of_two ? size / 2 : size); ++j)
    roots_.push_back({cos(kTwoPi * j / size), sin(kTwoPi * j / size)});
  if (!is_power_of_two) return;
  reversed_.assign(static_cast<std::size_t>(size), 0);
  for (int j = 0; j < size; ++j)
    for (int bit = 1, back = size / 2; bit < size; bit *= 2, back /= 2)
      if ((j & bit) != 0) reversed_[static_cast<std::size_t>(j)] += back;
}

void Fourier::transform(Complex* values, std::ptrdiff_t stride, double sign) const {
  transform_side_by_side(values, stride, 1, sign);
}

void Fourier::transform_side_by_side(Complex* values, std::ptrdiff_t stride, std::ptrdiff_t width, double sign) const {
  if (reversed_.empty()) {
    for (std::ptrdiff_t i = 0; i < width; ++i) sum_directly(values + i, stride, sign);
    return;
  }
  const auto at = [values, stride](int j) { return values + j * stride; };
  for (int j = 0; j < size_; ++j)
    if (const int other = reversed_[static_cast<std::size_t>(j)]; other > j)
      std::swap_ranges(at(j), at(j) + width, at(other));
  for (int half = 1; half < size_; half *= 2) {
    const int skip = size_ / (2 * half);
    for (int first = 0; first < size_; first += 2 * half)
      for (int j = 0; j < half; ++j) {
        const Complex root = roots_[static_cast<std::size_t>(j * skip)];
        const double re = root.re, im = sign * root.im;
        Complex *a = at(first + j), *b = at(first + j + half);
        for (std::ptrdiff_t i = 0; i < width; ++i) {
          const Complex turned{re * b[i].re - im * b[i].im, re * b[i].im + im * b[i].re};
          b[i] = {a[i].re - turned.re, a[i].im - turned.im};
          a[i] = {a[i].re + turned.re, a[i].im + turned.im};
        }
      }
  }
}

void Fourier::sum_directly(Complex* values, std::ptrdiff_t stride, double sign) const {
  std::vector<Complex> sums(static_cast<std::size_t>(size_));
  for (int k = 0; k < size_; ++k) {
    int turns = 0;  // jk modulo n
    Complex& sum = sums[static_cast<std::size_t>(k)];
    for (int j = 0; j < size_; ++j) {
      const Complex root = roots_[static_cast<std::size_t>(turns)], value = values[j * stride];
      const double im = sign * root.im;
      sum.re += root.re * value.re - im * value.im;
      sum.im += root.re * value.im + im * value.re;
      turns += k;
      if (turns >= size_) turns -= size_;
    }
  }
  for (int k = 0; k < size_; ++k) values[k * stride] = sums[static_cast<std::size_t>(k)];
}

void Fourier::inverse(std::span<Complex> values) const {
  transform(values.data(), 1, 1);
  const double scale = 1.0 / size_;
  for (Complex& value : values) value = {value.re * scale, value.im * scale};
}

PlanarFourier::PlanarFourier(int side) : side_(side), line_(side) {
  for (int row = 0; row < side; ++row)
    for (int col = 0; col < side; ++col) {
      const double ky = wave(row), kx = wave(col);
      shells_.push_back(static_cast<int>(std::sqrt(kx * kx + ky * ky) + 0.5));
      shell_count_ = std::max(shell_count_, shells_.back() + 1);
    }
}

void PlanarFourier::transform(std::span<Complex> values, double sign) const {
  for (int row = 0; row < side_; ++row) line_.transform(values.data() + std::ptrdiff_t{row} * side_, 1, sign);
  line_.transform_side_by_side(values.data(), side_, side_, sign);
}

void PlanarFourier::inverse(std::span<Complex> values) const {
  transform(values, 1);
  const double scale = 1.0 / (static_cast<double>(side_) * side_);
  for (Complex& value : values) value = {value.re * scale, value.im * scale};
}

}  // namespace lectern::math
