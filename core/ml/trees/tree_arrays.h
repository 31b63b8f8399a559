#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

namespace lectern::trees {

// The number of a node, a sample or a feature, as containers count.
inline std::size_t at(int i) { return static_cast<std::size_t>(i); }

// The first of the largest values.
inline int argmax(std::span<const double> values) {
  return static_cast<int>(std::max_element(values.begin(), values.end()) - values.begin());
}

}  // namespace lectern::trees
