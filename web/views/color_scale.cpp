#include "web/views/color_scale.h"

#include <algorithm>
#include <cmath>

#include "web/gl/pictures.h"

namespace lectern {

float color_scale_width(const ViewContext& context) { return context.px(54); }

void draw_color_scale(const ViewContext& context, const Area& box, ColorMap map, Range range, float contrast) {
  if (!(range.high > range.low) || box.height() < context.px(40)) return;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Theme& theme = context.theme;
  constexpr int kSteps = 48;
  const float width = context.px(9);
  const gl::ColorMaps& maps = context.pictures.color_maps();
  for (int i = 0; i < kSteps; ++i) {
    const float low = static_cast<float>(i) / kSteps, high = static_cast<float>(i + 1) / kSteps;
    const ImU32 from = mixed(theme.surface, maps.color(map, low), contrast);
    const ImU32 to = mixed(theme.surface, maps.color(map, high), contrast);
    list.AddRectFilledMultiColor({box.min.x, box.max.y - high * box.height()},
                                 {box.min.x + width, box.max.y - low * box.height()}, to, to, from, from);
  }
  list.AddRect(box.min, {box.min.x + width, box.max.y}, theme.border);

  const double extent = range.high - range.low;
  double step = std::pow(10.0, std::floor(std::log10(extent / 2)));
  const float wanted = box.height() / context.px(34);
  for (const double factor : {1.0, 2.0, 5.0, 10.0, 20.0}) {
    if (extent / (step * factor) > wanted) continue;
    step *= factor;
    break;
  }
  const int decimals = std::max(0, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
  for (double value = std::ceil(range.low / step - 1e-9) * step; value <= range.high + 1e-9 * extent; value += step) {
    const float y = box.max.y - static_cast<float>((value - range.low) / extent) * box.height();
    list.AddLine({box.min.x + width, y}, {box.min.x + width + context.px(3), y}, theme.faint);
    draw_label(list, *theme.fonts.small, {box.min.x + width + context.px(6), y}, 0, theme.muted,
               decimals > 4 || std::fabs(range.high) >= 1e5 ? NumberText(value, 3)
                                                            : NumberText::fixed(value, decimals));
  }
}

}  // namespace lectern
