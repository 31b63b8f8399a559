#include "web/views/contours.h"

#include <array>
#include <cmath>

namespace lectern {
namespace {

struct Crossing {
  float x, y;
};

// Where the level is crossed between two corners.
float fraction(float a, float b, float level) { return (level - a) / (b - a); }

// corners: counter-clockwise from (0, 0). Edge i runs from corner i to corner i + 1.
Crossing crossing(const std::array<float, 4>& corners, int edge, float level) {
  const auto from = static_cast<std::size_t>(edge), to = static_cast<std::size_t>((edge + 1) % 4);
  const float t = fraction(corners[from], corners[to], level);
  switch (edge) {
    case 0: return {t, 0};
    case 1: return {1, t};
    case 2: return {1 - t, 1};
    default: return {0, 1 - t};
  }
}

void append_cell(const std::array<float, 4>& corners, float x, float y, float level, std::vector<float>& segments) {
  std::array<int, 4> edges{};
  int crossed = 0;
  for (int edge = 0; edge < 4; ++edge) {
    const bool from = corners[static_cast<std::size_t>(edge)] >= level;
    const bool to = corners[static_cast<std::size_t>((edge + 1) % 4)] >= level;
    if (from != to) edges[static_cast<std::size_t>(crossed++)] = edge;
  }
  if (crossed == 0) return;
  const auto join = [&](int a, int b) {
    const Crossing p = crossing(corners, a, level), q = crossing(corners, b, level);
    segments.insert(segments.end(), {x + p.x, y + p.y, x + q.x, y + q.y});
  };
  if (crossed == 2) {
    join(edges[0], edges[1]);
    return;
  }
  const bool center = (corners[0] + corners[1] + corners[2] + corners[3]) / 4 >= level;
  const bool cuts_off_first = center != (corners[0] >= level);
  join(0, cuts_off_first ? 3 : 1);
  join(2, cuts_off_first ? 1 : 3);
}

}  // namespace

void append_contour(std::span<const float> values, int rows, int cols, float level, std::vector<float>& segments) {
  if (rows < 2 || cols < 2 || values.size() < static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols)) return;
  for (int row = 0; row + 1 < rows; ++row) {
    const float* low = values.data() + static_cast<std::ptrdiff_t>(row) * cols;
    const float* high = low + cols;
    for (int column = 0; column + 1 < cols; ++column) {
      const std::array<float, 4> corners{low[column], low[column + 1], high[column + 1], high[column]};
      if (!std::isfinite(corners[0] + corners[1] + corners[2] + corners[3])) continue;
      append_cell(corners, static_cast<float>(column), static_cast<float>(row), level, segments);
    }
  }
}

}  // namespace lectern
