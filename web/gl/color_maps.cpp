#include "web/gl/color_maps.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace lectern::gl {
namespace {

using Stop = std::array<float, 3>;  // sRGB, 0 … 255

constexpr std::array<Stop, 10> kViridis{{{68, 1, 84},
                                         {72, 40, 120},
                                         {62, 74, 137},
                                         {49, 104, 142},
                                         {38, 130, 142},
                                         {31, 158, 137},
                                         {53, 183, 121},
                                         {110, 206, 88},
                                         {181, 222, 43},
                                         {253, 231, 37}}};
constexpr std::array<Stop, 10> kCividis{{{0, 34, 78},
                                         {18, 53, 112},
                                         {59, 73, 108},
                                         {87, 93, 109},
                                         {112, 113, 115},
                                         {138, 135, 121},
                                         {165, 156, 116},
                                         {195, 179, 105},
                                         {225, 204, 85},
                                         {254, 232, 56}}};

Stop stop_of(ImU32 color) {
  return {static_cast<float>(color >> IM_COL32_R_SHIFT & 255), static_cast<float>(color >> IM_COL32_G_SHIFT & 255),
          static_cast<float>(color >> IM_COL32_B_SHIFT & 255)};
}

Stop between(const Stop& a, const Stop& b, float t) {
  return {a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t};
}

// Cubic (Catmull–Rom) through the stops, which stand at equal distances.
float interpolated(std::span<const Stop> stops, std::size_t channel, float t) {
  const float position = t * static_cast<float>(stops.size() - 1);
  const auto last = static_cast<int>(stops.size()) - 1;
  const int i = std::min(static_cast<int>(position), last - 1);
  const float f = position - static_cast<float>(i);
  const auto at = [&](int k) { return stops[static_cast<std::size_t>(std::clamp(k, 0, last))][channel]; };
  const float a = at(i - 1), b = at(i), c = at(i + 1), d = at(i + 2);
  return b + 0.5f * f * (c - a + f * (2 * a - 5 * b + 4 * c - d + f * (3 * (b - c) + d - a)));
}

void fill(std::span<ImU32> row, std::span<const Stop> stops) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    const float t = static_cast<float>(i) / static_cast<float>(row.size() - 1);
    std::array<int, 3> rgb{};
    for (std::size_t channel = 0; channel < 3; ++channel)
      rgb[channel] = static_cast<int>(std::lround(std::clamp(interpolated(stops, channel, t), 0.0f, 255.0f)));
    row[i] = IM_COL32(rgb[0], rgb[1], rgb[2], 255);
  }
}

}  // namespace

void ColorMaps::use_theme(const Theme& theme) {
  if (!stale_ && surface_ == theme.surface && categories_ == theme.categories) return;
  surface_ = theme.surface;
  categories_ = theme.categories;
  fill(row(static_cast<int>(ColorMap::viridis)), kViridis);
  fill(row(static_cast<int>(ColorMap::cividis)), kCividis);

  const Stop middle = theme.dark ? Stop{38, 42, 50} : Stop{248, 247, 245};
  const Stop low = stop_of(theme.categories[0]), high = stop_of(theme.categories[1]);
  // On a light page the ends are darkened, on a dark one brightened: magnitude is then also lightness.
  const Stop limit = theme.dark ? Stop{255, 255, 255} : Stop{0, 0, 0};
  const float push = theme.dark ? 0.18f : 0.12f;
  const std::array<Stop, 5> diverging{between(low, limit, push), between(low, middle, 0.42f), middle,
                                      between(high, middle, 0.42f), between(high, limit, push)};
  fill(row(static_cast<int>(ColorMap::diverging)), diverging);
  const std::array<Stop, 2> greys = theme.dark ? std::array<Stop, 2>{Stop{22, 24, 29}, Stop{245, 246, 248}}
                                               : std::array<Stop, 2>{Stop{255, 255, 255}, Stop{24, 26, 31}};
  fill(row(static_cast<int>(ColorMap::greys)), greys);
  const std::span<ImU32> palette = row(kPaletteRow);
  for (std::size_t i = 0; i < palette.size(); ++i) palette[i] = theme.categories[i % theme.categories.size()];
  stale_ = false;
  texture_.reset();
}

ImU32 ColorMaps::color(ColorMap map, float t) const {
  if (!(t >= 0 || t < 0)) t = 0.5f;
  const float position = std::clamp(t, 0.0f, 1.0f) * (kColumns - 1) + 0.5f;
  return texels_[static_cast<std::size_t>(map) * kColumns + static_cast<std::size_t>(position)];
}

const Texture& ColorMaps::texture() {
  if (!texture_.valid()) texture_.upload_colors(kColumns, kMaps + 1, texels_);
  return texture_;
}

}  // namespace lectern::gl
