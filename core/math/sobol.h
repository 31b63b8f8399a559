#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace lectern {

// The points of Sobol's sequence in the unit cube: any 2ᵏ that follow each other from a multiple of 2ᵏ on fill it
// evenly, so that a few hundred points look at every axis more finely than a grid or chance would.
// Source: Sobol (1967); direction numbers of Joe and Kuo, SIAM J. Sci. Comput. 30 (2008) 2635.
class SobolSequence {
 public:
  static constexpr std::size_t kMostDimensions = 21;

  // dimensions  1 to kMostDimensions
  explicit SobolSequence(std::size_t dimensions);

  std::size_t dimensions() const { return dimensions_; }
  // Point `index` of the sequence, from 0, the corner at the origin.   x  a value in [0, 1) for each dimension,
  // overwritten
  void point(std::uint32_t index, std::span<double> x) const;

 private:
  static constexpr std::size_t kBits = 32;
  std::size_t dimensions_;
  std::array<std::array<std::uint32_t, kBits>, kMostDimensions> directions_{};
};

}  // namespace lectern
