#include <algorithm>
#include <cmath>

#include "web/views/legend.h"
#include "web/views/panel_view.h"
#include "web/views/plot_frame.h"

namespace lectern {
namespace {

std::size_t bins_of(const DistributionGroup& group) {
  return group.edges.empty() ? 0 : std::min(group.edges.size() - 1, group.weights.size());
}

// Filled steps with their outline; groups lie over each other, so the filling is thin.
void draw_histogram(const DistributionGroup& group, const PlotFrame& frame, const ViewContext& context, ImU32 color,
                    bool alone) {
  const PlotMap& map = frame.map();
  const float base = map.y_logarithmic ? frame.area().max.y : map.y(0);
  ImVec2 before(0, base);
  for (std::size_t i = 0; i < bins_of(group); ++i) {
    if (!std::isfinite(group.weights[i])) continue;
    const ImVec2 from = map.at(group.edges[i], group.weights[i]), to(map.x(group.edges[i + 1]), from.y);
    frame.list().AddRectFilled({from.x, std::min(from.y, base)}, {to.x, std::max(from.y, base)},
                               faded(color, alone ? 0.55f : 0.22f));
    if (i == 0) before = {from.x, base};
    const float width = context.px(1.6f);
    frame.list().AddLine({from.x, before.y}, from, color, width);
    frame.list().AddLine(from, to, color, width);
    before = to;
  }
  if (bins_of(group) > 0) frame.list().AddLine(before, {before.x, base}, color, context.px(1.6f));
}

void draw_histograms(const Distribution& distribution, const Area& box, ViewContext& context) {
  Axis weight;
  weight.label = distribution.weight_label;
  PlotSpec spec(distribution.value, weight);
  spec.compact = box.height() < context.px(118);
  spec.x.tight = true;
  spec.y.content.take(0.0);
  for (std::size_t i = 0; i < distribution.groups.size(); ++i) {
    if (is_hidden(context.state.plot.hidden_entries, static_cast<int>(i))) continue;
    spec.x.content.take(distribution.groups[i].edges);
    spec.y.content.take(distribution.groups[i].weights);
  }
  const PlotFrame frame("##histogram", spec, box, context);
  if (!frame.is_drawn()) return;
  Callout callout;
  const double x = frame.map().x_value(frame.pointer().x);
  if (frame.hovered())
    callout.add(0, distribution.value.label.empty() ? "value" : distribution.value.label, NumberText(x, 4));
  for (std::size_t i = 0; i < distribution.groups.size(); ++i) {
    const DistributionGroup& group = distribution.groups[i];
    if (is_hidden(context.state.plot.hidden_entries, static_cast<int>(i))) continue;
    const bool pale = is_pale(context.state.plot, static_cast<int>(i));
    draw_histogram(group, frame, context, faded(context.theme.color(group.color), pale ? 0.2f : 1.0f),
                   distribution.groups.size() == 1);
    const auto bin =
        std::upper_bound(group.edges.begin(), group.edges.end(), static_cast<float>(x)) - group.edges.begin() - 1;
    if (frame.hovered() && bin >= 0 && static_cast<std::size_t>(bin) < bins_of(group))
      callout.add(context.theme.color(group.color), group.label,
                  NumberText(group.weights[static_cast<std::size_t>(bin)], 4));
  }
  const float base = frame.area().max.y - 0.5f;
  frame.list().AddLine({frame.area().min.x, base}, {frame.area().max.x, base}, context.theme.border);
  callout.draw_outside(context, frame.area(), frame.pointer());
}

// The density to both sides of the group's own centre line, with its median.
void draw_violin(const DistributionGroup& group, double center, double half_width, const PlotFrame& frame,
                 const ViewContext& context) {
  const ImU32 color = context.theme.color(group.color);
  const PlotMap& map = frame.map();
  const std::size_t count = std::min(group.at.size(), group.density.size());
  float highest = 0;
  for (std::size_t i = 0; i < count; ++i)
    if (std::isfinite(group.density[i])) highest = std::max(highest, group.density[i]);
  if (highest <= 0) return;
  const ImVec2 white = ImGui::GetFontTexUvWhitePixel();
  for (std::size_t i = 1; i < count; ++i) {
    const double w0 = half_width * group.density[i - 1] / highest, w1 = half_width * group.density[i] / highest;
    const ImVec2 a = map.at(center - w0, group.at[i - 1]), b = map.at(center + w0, group.at[i - 1]);
    const ImVec2 c = map.at(center + w1, group.at[i]), d = map.at(center - w1, group.at[i]);
    frame.list().PrimReserve(6, 4);
    frame.list().PrimQuadUV(a, b, c, d, white, white, white, white, faded(color, 0.35f));
    frame.list().AddLine(a, d, color, context.px(1.5f));
    frame.list().AddLine(b, c, color, context.px(1.5f));
  }
  if (!std::isfinite(group.median)) return;
  const ImVec2 middle = map.at(center, group.median);
  frame.list().AddLine({map.x(center - 0.4 * half_width), middle.y}, {map.x(center + 0.4 * half_width), middle.y},
                       color, context.px(2));
  frame.list().AddCircleFilled(middle, context.px(4), context.theme.surface);
  frame.list().AddCircleFilled(middle, context.px(2.6f), color);
}

void draw_violins(const Distribution& distribution, const Area& box, ViewContext& context) {
  const auto count = static_cast<double>(std::max<std::size_t>(distribution.groups.size(), 1));
  Axis groups;
  groups.range = {-0.5, count - 0.5};
  PlotSpec spec(groups, distribution.value);
  for (const DistributionGroup& group : distribution.groups) spec.y.content.take(group.at);
  spec.x.ticks = false;
  const Area plot{box.min, {box.max.x, box.max.y - line_height(*context.theme.fonts.small) - context.px(4)}};
  const PlotFrame frame("##violins", spec, plot, context);
  if (!frame.is_drawn()) return;
  for (std::size_t i = 0; i < distribution.groups.size(); ++i)
    draw_violin(distribution.groups[i], static_cast<double>(i), 0.4, frame, context);
  const float base = frame.area().max.y - 0.5f, column = frame.area().width() / static_cast<float>(count);
  frame.list().AddLine({frame.area().min.x, base}, {frame.area().max.x, base}, context.theme.border);
  frame.list().PushClipRect(box.min, box.max);
  // All in letters of one size: smaller where the longest name would be cut.
  const ImFont& font = *context.theme.fonts.small;
  const float room = column - context.px(4), y = frame.area().max.y + line_height(font) / 2 + context.px(4);
  float longest = 1;
  for (const DistributionGroup& group : distribution.groups) longest = std::max(longest, text_width(font, group.label));
  constexpr float kSmallest = 0.7f;
  const float scale = std::clamp(room / longest, kSmallest, 1.0f);
  for (std::size_t i = 0; i < distribution.groups.size(); ++i) {
    const std::string& name = distribution.groups[i].label;
    const float width = std::min(scale * text_width(font, name), room);
    draw_scaled_label(frame.list(), font, scale, {frame.map().x(static_cast<double>(i)) - width / 2, y},
                      context.theme.muted, name, width + 1);
  }
  frame.list().PopClipRect();
  if (!frame.hovered()) return;
  const auto index =
      static_cast<std::size_t>(std::clamp(std::round(frame.map().x_value(frame.pointer().x)), 0.0, count - 1));
  if (index >= distribution.groups.size()) return;
  Callout callout;
  callout.add(context.theme.color(distribution.groups[index].color), distribution.groups[index].label, "");
  callout.add(0, "median", NumberText(distribution.groups[index].median, 4));
  callout.add(0, "here", NumberText(frame.map().y_value(frame.pointer().y), 4));
  callout.draw_outside(context, frame.area(), frame.pointer());
}

}  // namespace

void draw_distribution(const Distribution& distribution, ViewContext& context) {
  Area box = remaining_area();
  if (distribution.violins) {
    draw_violins(distribution, box, context);
    return;
  }
  Legend legend(context);
  for (std::size_t i = 0; i < distribution.groups.size(); ++i) {
    LegendEntry entry{distribution.groups[i].label, LegendMark::box, context.theme.color(distribution.groups[i].color)};
    entry.bit = static_cast<int>(i);
    legend.add(entry);
  }
  legend.place(box);
  legend.draw();
  draw_histograms(distribution, box, context);
}

}  // namespace lectern
