#include "core/math/sobol.h"

#include <doctest/doctest.h>

#include <array>
#include <vector>

using lectern::SobolSequence;

TEST_CASE("Sobol's points are those of the published direction numbers") {
  const SobolSequence sequence(SobolSequence::kMostDimensions);
  std::vector<double> x(sequence.dimensions());
  const auto check = [&](std::uint32_t index, double unit, const std::vector<double>& expected) {
    sequence.point(index, x);
    for (std::size_t d = 0; d < expected.size(); ++d) CHECK(x[d] == expected[d] / unit);
  };
  check(0, 1, std::vector<double>(21, 0));
  check(1, 2, std::vector<double>(21, 1));
  // SciPy's, without scrambling.
  check(37, 64, {59, 41, 37, 59, 49, 19, 11, 51, 39, 11, 1, 5, 37, 55, 7, 31, 51, 27, 3, 9, 61});
  check(201, 256, {181, 227, 233, 23, 81, 15, 135, 121, 213, 31, 127, 23, 207, 23, 153, 49, 35, 89, 63, 173, 221});
}

TEST_CASE("sixty-four of Sobol's points fall into as many strips of every axis, and four into each quarter of a side") {
  const SobolSequence sequence(SobolSequence::kMostDimensions);
  std::vector<double> x(sequence.dimensions());
  std::vector<std::array<int, 64>> strips(sequence.dimensions());
  std::array<int, 16> squares{};
  for (std::uint32_t i = 128; i < 192; ++i) {
    sequence.point(i, x);
    for (std::size_t d = 0; d < x.size(); ++d) ++strips[d][static_cast<std::size_t>(64 * x[d])];
    ++squares[static_cast<std::size_t>(4 * x[0]) * 4 + static_cast<std::size_t>(4 * x[1])];
  }
  for (const auto& strip : strips)
    for (const int count : strip) CHECK(count == 1);
  for (const int count : squares) CHECK(count == 4);
}
