#pragma once

#include "web/look/theme.h"

namespace lectern {

// Rasterises the atlas of Dear ImGui anew for an interface scale and a device pixel ratio, so that text is sharp
// on any screen. The caller must drop the old font texture first and make the new one afterwards.
Fonts build_fonts(float scale, float device_pixel_ratio);

}  // namespace lectern
