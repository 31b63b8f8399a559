#pragma once

#include <cstddef>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::data {

// Numbers in a box of any rank, last index fastest, as array files hold them.
struct NumberArray {
  std::vector<std::ptrdiff_t> shape;
  AlignedVector<float> values;  // as many as the product of the shape; integers beyond 2^24 are rounded

  std::size_t rank() const { return shape.size(); }
};

// Shortens dimension 0 of a shape of `count` numbers to at most `first_samples`; returns how many remain.
inline std::size_t keep_first(std::vector<std::ptrdiff_t>& shape, std::size_t count, std::size_t first_samples) {
  if (shape.empty() || static_cast<std::size_t>(shape[0]) <= first_samples) return count;
  const std::size_t each = count / static_cast<std::size_t>(shape[0]);
  shape[0] = static_cast<std::ptrdiff_t>(first_samples);
  return each * first_samples;
}

}  // namespace lectern::data
