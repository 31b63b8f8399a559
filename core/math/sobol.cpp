#include "core/math/sobol.h"

namespace lectern {
namespace {

// Of each dimension but the first: a primitive polynomial over the field of two elements, xˢ + a₁xˢ⁻¹ + … + 1 with the
// bits of `coefficients` for a₁ to aₛ₋₁, and the first s odd numbers m of its recurrence.
struct Polynomial {
  unsigned degree;
  std::uint32_t coefficients;
  std::array<std::uint32_t, 7> first;
};
constexpr std::array<Polynomial, SobolSequence::kMostDimensions - 1> kPolynomials{{
    {1, 0, {1}},
    {2, 1, {1, 3}},
    {3, 1, {1, 3, 1}},
    {3, 2, {1, 1, 1}},
    {4, 1, {1, 1, 3, 3}},
    {4, 4, {1, 3, 5, 13}},
    {5, 2, {1, 1, 5, 5, 17}},
    {5, 4, {1, 1, 5, 5, 5}},
    {5, 7, {1, 1, 7, 11, 19}},
    {5, 11, {1, 1, 5, 1, 1}},
    {5, 13, {1, 1, 1, 3, 11}},
    {5, 14, {1, 3, 5, 5, 31}},
    {6, 1, {1, 3, 3, 9, 7, 49}},
    {6, 13, {1, 1, 1, 15, 21, 21}},
    {6, 16, {1, 3, 1, 13, 27, 49}},
    {6, 19, {1, 1, 1, 15, 7, 5}},
    {6, 22, {1, 3, 1, 15, 13, 25}},
    {6, 25, {1, 1, 5, 5, 19, 61}},
    {7, 1, {1, 3, 7, 11, 23, 15, 103}},
    {7, 4, {1, 3, 7, 13, 13, 15, 69}},
}};

}  // namespace

SobolSequence::SobolSequence(std::size_t dimensions) : dimensions_(dimensions) {
  for (std::size_t bit = 0; bit < kBits; ++bit) directions_[0][bit] = std::uint32_t{1} << (kBits - 1 - bit);
  for (std::size_t d = 1; d < dimensions_; ++d) {
    const auto& [degree, coefficients, first] = kPolynomials[d - 1];
    auto& v = directions_[d];
    for (std::size_t bit = 0; bit < degree; ++bit) v[bit] = first[bit] << (kBits - 1 - bit);
    for (std::size_t bit = degree; bit < kBits; ++bit) {
      v[bit] = v[bit - degree] ^ (v[bit - degree] >> degree);
      for (unsigned k = 1; k < degree; ++k)
        if (coefficients >> (degree - 1 - k) & 1) v[bit] ^= v[bit - k];
    }
  }
}

void SobolSequence::point(std::uint32_t index, std::span<double> x) const {
  const std::uint32_t gray = index ^ (index >> 1);
  for (std::size_t d = 0; d < dimensions_; ++d) {
    std::uint32_t digits = 0;
    for (std::size_t bit = 0; bit < kBits; ++bit)
      if (gray >> bit & 1) digits ^= directions_[d][bit];
    x[d] = static_cast<double>(digits) * 0x1p-32;
  }
}

}  // namespace lectern
