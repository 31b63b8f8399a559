#include "web/ui/regions.h"

#include <algorithm>
#include <cmath>

namespace lectern {

Regions divide_window(float width, float height, float scale, RegionWishes wishes) {
  const auto px = [scale](float logical) { return std::round(logical * scale); };
  Regions regions;
  regions.narrow = width < kNarrowBelow_px * scale;
  if (regions.narrow) {
    const float bar = px(60);
    regions.transport = {0, height - bar, width, bar};
    regions.centre = {0, 0, width, height - bar};
    const float drawer = std::min(width, px(340));
    if (!wishes.embedded) {
      regions.demos = {0, 0, drawer, height - bar};
      regions.controls = {width - drawer, 0, drawer, height - bar};
    }
    return regions;
  }
  const float bar = px(52);
  const float below = height - bar;
  regions.transport = {0, 0, width, bar};
  const bool wide = width >= 1500 * scale;
  if (wishes.demos && !wishes.embedded) regions.demos = {0, bar, px(wide ? 268 : 226), below};
  if (wishes.controls && !wishes.embedded) {
    const float side = px(wide ? 318 : 280);
    regions.controls = {width - side, bar, side, below};
  }
  regions.centre = {regions.demos.width, bar, width - regions.demos.width - regions.controls.width, below};
  return regions;
}

}  // namespace lectern
