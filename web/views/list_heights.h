#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

namespace lectern {

// How high a list (a table, a text) is in a box of a given width, all of it, in screen px.
struct ListHeights {
  static constexpr std::size_t kWidths = 10;
  static constexpr float kCut = 1e6f;  // in a box that is too narrow
  float least_width = 0;               // a narrower box would cut it; 0: not a list
  float step = 0;                      // heights[i] is for the width least_width + i step
  std::array<float, kWidths> heights{};
  bool operator==(const ListHeights&) const = default;

  bool is_list() const { return least_width > 0; }
  float height_at(float width) const {
    if (width < least_width - 0.5f) return kCut;
    const auto i = static_cast<std::size_t>(std::max(0.0f, (width - least_width + 0.5f) / std::max(step, 1.0f)));
    return heights[std::min(i, kWidths - 1)];
  }
};

}  // namespace lectern
