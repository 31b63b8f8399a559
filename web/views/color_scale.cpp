#include "web/views/color_scale.h"

#include "web/gl/pictures.h"
#include "web/views/ticks.h"

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
  const ImFont& font = *theme.fonts.small;
  const TickRoom room{box.height(), [&font](std::string_view) { return line_height(font); }, context.px(3),
                      context.px(30)};
  for (const Tick& tick : linear_ticks(range.low, range.high, room)) {
    const float y = box.max.y - static_cast<float>((tick.value - range.low) / extent) * box.height();
    list.AddLine({box.min.x + width, y}, {box.min.x + width + context.px(3), y}, theme.faint);
    draw_label(list, font, {box.min.x + width + context.px(6), y}, 0, theme.muted, tick.text);
  }
}

namespace {

constexpr float kFlat_px = 46, kFlatGap_px = 5;

}  // namespace

float flat_scale_width(const ViewContext& context, Range range) {
  const ImFont& font = *context.theme.fonts.small;
  return text_width(font, NumberText(range.low, 2)) + text_width(font, NumberText(range.high, 2)) +
         context.px(kFlat_px + 2 * kFlatGap_px);
}

float draw_flat_scale(const ViewContext& context, ImVec2 at, ColorMap map, Range range) {
  if (!(range.high > range.low)) return 0;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImFont& font = *context.theme.fonts.small;
  const NumberText low(range.low, 2), high(range.high, 2);
  const gl::ColorMaps& maps = context.pictures.color_maps();
  draw_label(list, font, at, 0, context.theme.muted, low);
  const float from = at.x + text_width(font, low) + context.px(kFlatGap_px), width = context.px(kFlat_px);
  const float half = context.px(4);
  constexpr int kSteps = 24;
  for (int i = 0; i < kSteps; ++i) {
    const float t0 = static_cast<float>(i) / kSteps, t1 = static_cast<float>(i + 1) / kSteps;
    const ImU32 left = maps.color(map, t0), right = maps.color(map, t1);
    list.AddRectFilledMultiColor({from + t0 * width, at.y - half}, {from + t1 * width, at.y + half}, left, right, right,
                                 left);
  }
  list.AddRect({from, at.y - half}, {from + width, at.y + half}, context.theme.border);
  draw_label(list, font, {from + width + context.px(kFlatGap_px), at.y}, 0, context.theme.muted, high);
  return flat_scale_width(context, range);
}

}  // namespace lectern
