#include "web/views/former_lines.h"

#include <algorithm>
#include <cmath>

#include "web/views/plane_layers.h"
#include "web/views/strokes.h"

namespace lectern {
namespace {

constexpr std::size_t kMostNumbers = 40000;  // remembered of one plane

bool is_line(const PlaneLayer& layer) {
  if (const auto* line = std::get_if<LineLayer>(&layer)) return line->run.empty();
  return std::holds_alternative<StraightLayer>(layer) || std::holds_alternative<EllipsesLayer>(layer);
}

std::size_t numbers_of(const PlaneLayer& layer) {
  const auto* line = std::get_if<LineLayer>(&layer);
  return line == nullptr ? 16 : line->x.size() + line->y.size();
}

void take_lines(const Plane& plane, std::vector<PlaneLayer>& lines) {
  std::size_t count = 0, numbers = 0;
  for (const PlaneLayer& layer : plane.layers) {
    if (!is_line(layer) || numbers > kMostNumbers) continue;
    numbers += numbers_of(layer);
    if (count == lines.size()) lines.emplace_back();
    lines[count++] = layer;
  }
  lines.resize(count);
}

bool begins_with(const std::vector<float>& whole, const std::vector<float>& part) {
  return part.size() <= whole.size() && std::equal(part.begin(), part.end(), whole.begin(), [](float a, float b) {
           return a == b || (std::isnan(a) && std::isnan(b));
         });
}

// Whether the present layer shows all that the former one did.
struct Covers {
  const PlaneLayer& former;
  bool operator()(const LineLayer& now) const {
    const auto& line = std::get<LineLayer>(former);
    return begins_with(now.x, line.x) && begins_with(now.y, line.y);
  }
  bool operator()(const StraightLayer& now) const {
    const auto& line = std::get<StraightLayer>(former);
    return now.a == line.a && now.b == line.b && now.c == line.c;
  }
  bool operator()(const EllipsesLayer& now) const {
    const auto& ellipses = std::get<EllipsesLayer>(former);
    return now.x == ellipses.x && now.y == ellipses.y && now.xx == ellipses.xx && now.xy == ellipses.xy &&
           now.yy == ellipses.yy;
  }
  template <typename Other>
  bool operator()(const Other&) const {
    return false;
  }
};

bool same_kind_and_name(const PlaneLayer& a, const PlaneLayer& b) {
  return a.index() == b.index() && std::visit([](const auto& layer) { return layer.label; }, a) ==
                                       std::visit([](const auto& layer) { return layer.label; }, b);
}

// Former lines that are still to be seen as they were are dropped; the n-th line of a name is compared with the n-th.
void drop_covered(const std::vector<PlaneLayer>& now, std::vector<PlaneLayer>& former) {
  std::vector<bool> is_taken(now.size(), false);
  std::erase_if(former, [&](const PlaneLayer& before) {
    for (std::size_t i = 0; i < now.size(); ++i) {
      if (is_taken[i] || !same_kind_and_name(now[i], before)) continue;
      is_taken[i] = true;
      return std::visit(Covers{before}, now[i]);
    }
    return false;
  });
}

ImU32 pale(ImU32 color, const Theme& theme) { return mixed(theme.surface, color, 0.34f); }

}  // namespace

void remember_lines(const Plane& plane, ViewContext& context) {
  LineMemory& memory = context.state.plane.memory;
  if (memory.version == context.snapshot_number) return;
  const bool is_new_subject = memory.subject != context.subject;
  const bool is_changed = memory.version != 0 && memory.change != context.change;
  const bool is_restarted = memory.run != context.run && !is_changed;
  if (is_new_subject || is_restarted)
    memory.former.clear();
  else if (is_changed)
    memory.former = memory.seen;
  take_lines(plane, memory.seen);
  memory.shown = memory.former;
  drop_covered(memory.seen, memory.shown);
  memory.version = context.snapshot_number;
  memory.subject = context.subject;
  memory.change = context.change;
  memory.run = context.run;
}

bool has_former_lines(const ViewContext& context) { return !context.state.plane.memory.shown.empty(); }

void draw_former_lines(const PlotFrame& frame, ViewContext& context) {
  const Theme& theme = context.theme;
  const float width = context.px(1.4f);
  for (const PlaneLayer& layer : context.state.plane.memory.shown) {
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
