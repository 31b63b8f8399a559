#pragma once

#include <array>
#include <vector>

#include "core/math/named_enum.h"

namespace lectern::nn {

enum class FilterSet { random, edges, classic, typed };

inline constexpr std::array<Named<FilterSet>, 4> kFilterSets{{
    {FilterSet::random, "random", "Random"},
    {FilterSet::edges, "edges", "Edges in all directions"},
    {FilterSet::classic, "classic", "Blur, sharpen, outline, edges"},
    {FilterSet::typed, "typed", "Typed"},
}};

// Filters made by hand, each side × side, row by row. With the binomial blur b = cᵀc / 4^(side−1), c the row side−1 of
// Pascal's triangle, and d the filter that leaves a picture as it is:
//   edges    filter f of `count`: (x cos φ + y sin φ) b, φ = 2π f / count, scaled to Σ|w| = 2; x to the right, y
//   downwards classic  b, 2d − b (sharpen), d − b (outline), and four edges; at most `count` of them
// For side 3 the edges along the axes are those of Sobel, divided by 4. random, typed: none.
// side  odd, ≥ 3
std::vector<std::vector<float>> filters_by_hand(FilterSet set, int side, int count);

}  // namespace lectern::nn
