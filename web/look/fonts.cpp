#include "web/look/fonts.h"

#include <cmath>

#include "web/look/embedded_fonts.h"

namespace lectern {

namespace {

// The atlas does not own the bytes: they are part of the program.
ImFont* add_font(ImFontAtlas& atlas, const EmbeddedFont& font, float size_px, int oversampling, bool merge) {
  ImFontConfig config;
  config.FontDataOwnedByAtlas = false;
  config.MergeMode = merge;
  config.OversampleH = oversampling;
  config.OversampleV = 1;
  config.PixelSnapH = false;
  return atlas.AddFontFromMemoryTTF(const_cast<unsigned char*>(font.bytes), static_cast<int>(font.size), size_px,
                                    &config, font.ranges);
}

}  // namespace

Fonts build_fonts(float scale, float device_pixel_ratio) {
  ImGuiIO& io = ImGui::GetIO();
  ImFontAtlas& atlas = *io.Fonts;
  atlas.Clear();
  atlas.Flags |= ImFontAtlasFlags_NoPowerOfTwoHeight;
  atlas.TexDesiredWidth = 2048;
  io.FontGlobalScale = 1 / device_pixel_ratio;

  const int oversampling = device_pixel_ratio < 1.5f ? 2 : 1;
  const auto make = [&](const EmbeddedFont& face, float logical_px) {
    const float size_px = std::round(logical_px * scale * device_pixel_ratio);
    ImFont* font = add_font(atlas, face, size_px, oversampling, false);
    add_font(atlas, signs_font(), std::round(size_px * 0.92f), oversampling, true);
    return font;
  };
  Fonts fonts;
  fonts.text = make(regular_font(), 17);
  fonts.strong = make(semibold_font(), 17);
  fonts.small = make(regular_font(), 14);
  fonts.heading = make(semibold_font(), 22);
  atlas.Build();
  return fonts;
}

}  // namespace lectern
