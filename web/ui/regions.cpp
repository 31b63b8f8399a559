#include "web/ui/regions.h"

#include <algorithm>
#include <cmath>

namespace lectern {

namespace {

constexpr float kUnfoldedLesson_px = 300;  // where a third of a phone is less

}  // namespace

Regions divide_window(float width, float height, float scale, ShownRegions shown) {
  const auto px = [scale](float logical) { return std::round(logical * scale); };
  Regions regions;
  regions.narrow = width < kNarrowBelow_px * scale;
  if (shown.home) {
    const float bar = px(56);
    regions.transport = {0, 0, width, bar};
    regions.centre = {0, bar, width, height - bar};
    return regions;
  }
  const float drawer = std::min(width, px(340));
  if (regions.narrow) {
    const float bar = px(60);
    const float scrub = px(30), above = height - bar - scrub;
    regions.transport = {0, height - bar, width, bar};
    regions.scrub = {0, above, width, scrub};
    const float line = shown.lesson ? px(44) : 0;
    regions.centre = {0, 0, width, above - line};
    if (shown.lesson) {
      const float lower = std::clamp(px(kUnfoldedLesson_px), line, std::max(line, std::round(above / 2)));
      const float tall = shown.lesson_unfolded ? std::max(lower, std::round(height / 3)) : line;
      regions.lesson = {0, above - tall, width, tall};
    }
    if (!shown.embedded) {
      regions.demos = {0, 0, drawer, above};
      const float sheet = std::round(std::min(above * 0.45f, px(420)));  // what the controls change stays in sight
      regions.controls = {0, above - sheet, width, sheet};
    }
    return regions;
  }
  const float bar = px(52), scrub = px(22), top = bar + scrub;
  const float below = height - top;
  regions.transport = {0, 0, width, bar};
  regions.scrub = {0, bar, width, scrub};
  const bool wide = width >= 1500 * scale;
  if (!shown.embedded) regions.demos = {0, 0, drawer, height};
  if (shown.lesson) regions.lesson = {0, top, px(shown.embedded ? 264 : wide ? 340 : 300), below};
  if (shown.controls && !shown.embedded) {
    const float side = px(wide ? 318 : 280);
    regions.controls = {width - side, top, side, below};
  }
  const float left = regions.lesson.width;
  regions.centre = {left, top, width - left - regions.controls.width, below};
  return regions;
}

}  // namespace lectern
