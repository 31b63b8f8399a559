#include "web/views/former_lines.h"

#include "web/views/plane_layers.h"
#include "web/views/strokes.h"

namespace lectern {
namespace {

ImU32 pale(ImU32 color, const Theme& theme) { return mixed(theme.surface, color, 0.34f); }

}  // namespace

bool has_former_lines(const ViewContext& context) { return !context.state.plane.memory.former().empty(); }

void draw_former_lines(const PlotFrame& frame, ViewContext& context) {
  const Theme& theme = context.theme;
  const float width = context.px(1.4f);
  for (const PlaneLayer& layer : context.state.plane.memory.former()) {
    if (const auto* line = std::get_if<LineLayer>(&layer))
      draw_series(frame, line->x, line->y, pale(theme.color(line->color), theme), width, line->dashed);
    else if (const auto* straight = std::get_if<StraightLayer>(&layer))
      draw_straight(*straight, frame, pale(theme.color(straight->color), theme), width);
    else if (const auto* ellipses = std::get_if<EllipsesLayer>(&layer))
      draw_ellipse_outlines(*ellipses, frame, context, 0.34f);
  }
}

void add_former_to_legend(Legend& legend, const ViewContext& context) {
  if (!has_former_lines(context)) return;
  LegendEntry entry{"before the change", LegendMark::line, pale(context.theme.text, context.theme)};
  entry.bit = kFormerBit;
  legend.add(entry);
}

}  // namespace lectern
