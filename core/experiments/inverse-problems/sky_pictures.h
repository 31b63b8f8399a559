#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "core/experiments/inverse-problems/inverse_settings.h"

namespace lectern::restoration {

// A sky as a tile shows it: tiles have their first row at the top, skies at the bottom.   of_cell(j)  of cell j
template <typename OfCell>
const std::vector<float>& upright_cells(OfCell&& of_cell, std::vector<float>& tile) {
  tile.resize(kSkyCells);
  for (int row = 0; row < kSkySide; ++row)
    for (int col = 0; col < kSkySide; ++col)
      tile[static_cast<std::size_t>(row * kSkySide + col)] =
          of_cell(static_cast<std::size_t>((kSkySide - 1 - row) * kSkySide + col));
  return tile;
}
template <typename Sky>
const std::vector<float>& upright(const Sky& sky, std::vector<float>& tile) {
  return upright_cells([&sky](std::size_t j) { return static_cast<float>(sky[j]); }, tile);
}
template <typename Sky>
const std::vector<float>& upright_difference(const Sky& sky, const std::vector<float>& truth,
                                             std::vector<float>& tile) {
  return upright_cells([&](std::size_t j) { return static_cast<float>(sky[j]) - truth[j]; }, tile);
}

// √(Σ (answer − truth)² / Σ truth²), not known where the truth is dark.
struct RelativeError {
  double off = 0, all = 0;
  void add(double miss, double truth) {
    off += miss * miss;
    all += truth * truth;
  }
  double value() const { return all > 0 ? std::sqrt(off / all) : kNotKnown; }
};

}  // namespace lectern::restoration
