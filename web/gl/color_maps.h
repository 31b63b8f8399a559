#pragma once

#include <array>
#include <cstdint>
#include <span>

#include <imgui.h>

#include "core/lab/panel.h"
#include "web/gl/texture.h"
#include "web/look/theme.h"

namespace lectern::gl {

// The colour maps of the panels as tables, for drawing on the processor and, as one texture, in shaders.
// viridis and cividis are the perceptually even maps of those names, interpolated from ten of their colours; the
// diverging map runs from the palette's blue to its orange through the surface of the theme, so that zero is quiet on
// a light and on a dark page.
class ColorMaps {
 public:
  static constexpr int kColumns = 256;
  static constexpr int kMaps = 4;
  static constexpr int kPaletteRow = kMaps;  // the row of the texture with the categorical colours

  // Makes the tables anew if the colours they derive from have changed.
  void use_theme(const Theme& theme);

  // The colour at t in [0, 1]; beyond the ends the ends; NaN: the middle of the map.
  ImU32 color(ColorMap map, float t) const;

  // Centre of the map's row in texture coordinates.
  static float texture_row(ColorMap map) { return (static_cast<float>(map) + 0.5f) / (kMaps + 1); }
  const Texture& texture();  // uploaded when first needed

  void forget() { texture_.release(); }

 private:
  std::span<ImU32> row(int index) {
    return std::span(texels_).subspan(static_cast<std::size_t>(index) * kColumns, kColumns);
  }

  std::array<ImU32, kColumns*(kMaps + 1)> texels_{};  // row-major, as uploaded
  ImU32 surface_ = 0;
  std::array<ImU32, 10> categories_{};
  Texture texture_;
  bool stale_ = true;
};

}  // namespace lectern::gl
