#include "core/math/fourier.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "core/math/rng.h"

using namespace lectern;
using namespace lectern::math;

namespace {

constexpr double kPi = 3.14159265358979323846;

}  // namespace

TEST_CASE("fourier: a field of two cells a side by hand") {
  const PlanarFourier fourier(2);
  std::vector<Complex> values{{1, 0}, {2, 0}, {3, 0}, {5, 0}};
  fourier.forward(values);
  const double expected[] = {11, -3, -5, 1};
  for (std::size_t k = 0; k < 4; ++k) {
    CHECK(values[k].re == doctest::Approx(expected[k]));
    CHECK(values[k].im == doctest::Approx(0));
  }
}

TEST_CASE("fourier: one wave is one pair of cells of the spectrum, in its shell") {
  constexpr int kSide = 16;
  const PlanarFourier fourier(kSide);
  std::vector<Complex> values(fourier.cells());
  for (int row = 0; row < kSide; ++row)
    for (int col = 0; col < kSide; ++col)
      values[static_cast<std::size_t>(row * kSide + col)].re = std::cos(2 * kPi * (3 * col - 4 * row) / kSide);
  fourier.forward(values);
  for (std::size_t k = 0; k < values.size(); ++k) {
    const bool is_in_wave = k == 12 * kSide + 3 || k == 4 * kSide + 13;
    CHECK(values[k].re == doctest::Approx(is_in_wave ? kSide * kSide / 2 : 0).epsilon(1e-9));
    if (is_in_wave) CHECK(fourier.shell(k) == 5);
  }
}

TEST_CASE("fourier: there and back, and the sum of squares is kept") {
  for (const int side : {1, 2, 8, 32}) {
    const PlanarFourier fourier(side);
    Rng rng(3);
    std::vector<Complex> values(fourier.cells());
    for (Complex& value : values) value = {rng.normal(), rng.normal()};
    std::vector<Complex> waves = values;
    fourier.forward(waves);
    double before = 0, after = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      before += values[i].re * values[i].re + values[i].im * values[i].im;
      after += waves[i].re * waves[i].re + waves[i].im * waves[i].im;
    }
    CHECK(after == doctest::Approx(before * side * side));
    fourier.inverse(waves);
    for (std::size_t i = 0; i < values.size(); ++i) {
      CHECK(waves[i].re == doctest::Approx(values[i].re));
      CHECK(waves[i].im == doctest::Approx(values[i].im));
    }
  }
}

TEST_CASE("fourier: numbers of any count go there by their defining sum, and back") {
  for (const int n : {1, 2, 3, 8, 12, 17, 64}) {
    CAPTURE(n);
    const Fourier fourier(n);
    Rng rng(static_cast<std::uint64_t>(n));
    std::vector<Complex> values(static_cast<std::size_t>(n));
    for (Complex& value : values) value = {rng.normal(), rng.normal()};
    std::vector<Complex> waves = values;
    fourier.forward(waves);
    for (int k = 0; k < n; ++k) {
      Complex sum;
      for (int j = 0; j < n; ++j) {
        const double c = std::cos(2 * kPi * j * k / n), s = -std::sin(2 * kPi * j * k / n);
        const Complex value = values[static_cast<std::size_t>(j)];
        sum.re += c * value.re - s * value.im;
        sum.im += c * value.im + s * value.re;
      }
      CHECK(waves[static_cast<std::size_t>(k)].re == doctest::Approx(sum.re).epsilon(1e-9));
      CHECK(waves[static_cast<std::size_t>(k)].im == doctest::Approx(sum.im).epsilon(1e-9));
    }
    fourier.inverse(waves);
    for (std::size_t j = 0; j < values.size(); ++j) CHECK(waves[j].re == doctest::Approx(values[j].re).epsilon(1e-9));
  }
}
