#include <algorithm>
#include <cmath>
#include <cstdio>

#include "web/views/legend.h"
#include "web/views/panel_view.h"
#include "web/views/strokes.h"

namespace lectern {
namespace {

std::size_t count_of(const Series& series) { return std::min(series.x.size(), series.y.size()); }

// The last number of the series at or before x; null before its first.
const float* value_at(const Series& series, double x) {
  const std::size_t count = count_of(series);
  if (count == 0 || x < series.x.front()) return nullptr;
  const auto begin = series.x.begin(), end = begin + static_cast<std::ptrdiff_t>(count);
  const auto after = std::upper_bound(begin, end, static_cast<float>(x));
  return &series.y[static_cast<std::size_t>(after - begin) - 1];
}

constexpr int kGhostBit = 32;  // of PlotView::hidden_entries: the first earlier run

// The earlier runs that the ghosts belong to, in their order; a run's ghosts stand together.
int run_of(const Curves& curves, std::size_t ghost) {
  int run = 0;
  for (std::size_t i = 1; i <= ghost; ++i) run += curves.ghosts[i].run != curves.ghosts[i - 1].run ? 1 : 0;
  return run;
}

bool is_ghost_hidden(const Curves& curves, std::size_t ghost, const ViewContext& context) {
  return is_hidden(context.state.plot.hidden_entries, kGhostBit + run_of(curves, ghost));
}

// Paler than the present run; each later run a little less so.
ImU32 ghost_color(ImU32 color, int run, const Theme& theme) {
  return mixed(theme.surface, color, 0.32f + 0.09f * static_cast<float>(std::min(run, 3)));
}

bool y_is_logarithmic(const Curves& curves, const PlotView& view) {
  return curves.y.logarithmic != view.scale_switched;
}

// A small switch between a linear and a logarithmic axis.
void draw_scale_switch(const Curves& curves, ImVec2 right_top, ViewContext& context) {
  PlotView& view = context.state.plot;
  const ImFont& font = *context.theme.fonts.small;
  const std::string_view text = "log";
  const ImVec2 size(text_width(font, text) + context.px(12), line_height(font) + context.px(5));
  const ImVec2 min(right_top.x - size.x, right_top.y), cursor = ImGui::GetCursorScreenPos();
  ImGui::SetCursorScreenPos(min);
  if (ImGui::InvisibleButton("scale", size)) {
    view.scale_switched = !view.scale_switched;
    view.chosen_by_hand = view.fitted_once = false;
  }
  const bool hovered = ImGui::IsItemHovered(), on = y_is_logarithmic(curves, view);
  ImGui::SetItemTooltip("Logarithmic vertical axis");
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (on || hovered)
    list.AddRectFilled(min, min + size, on ? faded(context.theme.accent, 0.16f) : context.theme.raised, context.px(5));
  draw_label(list, font, min + size * 0.5f, 0.5f, on ? context.theme.accent : context.theme.muted, text);
  ImGui::SetCursorScreenPos(cursor);
}

void draw_marker_line(const Curves& curves, const PlotFrame& frame, const ViewContext& context) {
  if (!curves.has_marker || !std::isfinite(curves.marker_x)) return;
  const float x = std::round(frame.map().x(curves.marker_x));
  const Area& area = frame.area();
  if (x < area.min.x || x > area.max.x) return;
  const std::array<ImVec2, 2> line{ImVec2(x, area.max.y), ImVec2(x, area.min.y)};
  draw_polyline(frame.list(), line.data(), 2, context.theme.accent, context.px(1.2f), true);
  if (curves.marker_label.empty()) return;
  const ImFont& font = *context.theme.fonts.small;
  const float width = text_width(font, curves.marker_label) + context.px(10);
  const float y = area.min.y + line_height(font) / 2 + context.px(3);
  const bool on_left = x + width > area.max.x;
  const float from = on_left ? x - width : x;
  frame.list().AddRectFilled({from, y - line_height(font) / 2}, {from + width, y + line_height(font) / 2},
                             faded(context.theme.surface, 0.8f));
  draw_label(frame.list(), font, {x + (on_left ? -1.0f : 1.0f) * context.px(5), y}, on_left ? 1 : 0, context.theme.accent,
             curves.marker_label);
}

void draw_lines(const Curves& curves, const PlotFrame& frame, const ViewContext& context) {
  const Theme& theme = context.theme;
  for (std::size_t i = 0; i < curves.ghosts.size(); ++i) {
    const Series& ghost = curves.ghosts[i];
    if (is_ghost_hidden(curves, i, context)) continue;
    const ImU32 color = ghost_color(theme.color(ghost.color), run_of(curves, i), theme);
    draw_series(frame, ghost.x, ghost.y, color, context.px(1.4f), ghost.dashed);
  }
  for (std::size_t i = 0; i < curves.series.size(); ++i) {
    const Series& series = curves.series[i];
    if (is_hidden(context.state.plot.hidden_entries, static_cast<int>(i))) continue;
    draw_series(frame, series.x, series.y, theme.color(series.color), context.px(2), series.dashed);
  }
}

void draw_read_out(const Curves& curves, const PlotFrame& frame, const ViewContext& context) {
  if (!frame.hovered() || ImGui::IsMouseDragging(ImGuiMouseButton_Left)) return;
  const double x = frame.map().x_value(frame.pointer().x);
  const float column = std::round(frame.pointer().x);
  frame.list().AddLine({column, frame.area().min.y}, {column, frame.area().max.y}, context.theme.faint);
  Callout callout;
  callout.add(0, curves.x.label.empty() ? "x" : curves.x.label, NumberText(x, 4));
  for (std::size_t i = 0; i < curves.series.size(); ++i) {
    const Series& series = curves.series[i];
    const float* value = value_at(series, x);
    if (value == nullptr || is_hidden(context.state.plot.hidden_entries, static_cast<int>(i))) continue;
    const ImU32 color = context.theme.color(series.color);
    callout.add(color, series.label, NumberText(*value, 4));
    if (!std::isfinite(*value)) continue;
    const ImVec2 at(column, frame.map().y(*value));
    frame.list().AddCircleFilled(at, context.px(5), context.theme.surface);
    frame.list().AddCircleFilled(at, context.px(3.5f), color);
  }
  for (std::size_t i = 0; i < curves.ghosts.size(); ++i) {
    const Series& ghost = curves.ghosts[i];
    const float* value = value_at(ghost, x);
    if (value == nullptr || is_ghost_hidden(curves, i, context)) continue;
    const ImU32 color = ghost_color(context.theme.color(ghost.color), run_of(curves, i), context.theme);
    callout.add(color, ghost.run.empty() ? ghost.label : ghost.label + " · " + ghost.run, NumberText(*value, 4));
  }
  callout.draw(context, frame.pointer());
}

void add_to_legend(const Series& series, int bit, bool with_value, Legend& legend, const ViewContext& context) {
  LegendEntry entry{series.label, series.dashed ? LegendMark::dashed : LegendMark::line, context.theme.color(series.color)};
  entry.bit = bit;
  const std::size_t count = count_of(series);
  const NumberText last(count > 0 ? series.y[count - 1] : 0, 3);
  if (count > 0 && with_value) entry.value = last;
  legend.add(entry);
}

// Each earlier run once, by what was different in it.
void add_ghosts_to_legend(const Curves& curves, Legend& legend, const ViewContext& context) {
  for (std::size_t i = 0; i < curves.ghosts.size(); ++i) {
    const int run = run_of(curves, i);
    if (i > 0 && run == run_of(curves, i - 1)) continue;
    LegendEntry entry{curves.ghosts[i].run, LegendMark::line, ghost_color(context.theme.text, run, context.theme)};
    entry.bit = kGhostBit + run;
    legend.add(entry);
  }
}

// With the last values if there is room for all of them.
Legend legend_of(const Curves& curves, float width, int lines, const ViewContext& context) {
  const auto filled = [&](bool with_values) {
    Legend legend(context, width, lines);
    for (std::size_t i = 0; i < curves.series.size(); ++i)
      add_to_legend(curves.series[i], static_cast<int>(i), with_values, legend, context);
    add_ghosts_to_legend(curves, legend, context);
    return legend;
  };
  const Legend full = filled(true);
  return full.is_complete() ? full : filled(false);
}

}  // namespace

void draw_curves(const Curves& curves, ViewContext& context) {
  Area box = remaining_area();
  const bool switchable = !(curves.y.range.low < curves.y.range.high) || curves.y.logarithmic || curves.y.range.low > 0;
  const bool compact = box.height() < context.px(150);
  Legend legend = legend_of(curves, box.width() - context.px(switchable ? 48 : 8), compact ? 1 : 2, context);
  const float strip = std::max(legend.height(), line_height(*context.theme.fonts.small) + context.px(8));
  if (switchable) draw_scale_switch(curves, {box.max.x - context.px(2), box.min.y}, context);
  legend.draw(box.min + ImVec2(context.px(4), 0), context.state.plot.hidden_entries);
  box.min.y += strip;

  PlotSpec spec(curves.x, curves.y);
  spec.y.logarithmic = y_is_logarithmic(curves, context.state.plot);
  spec.x.tight = true;
  spec.compact = compact;
  for (std::size_t i = 0; i < curves.series.size(); ++i) {
    if (is_hidden(context.state.plot.hidden_entries, static_cast<int>(i))) continue;
    spec.x.content.take(curves.series[i].x);
    spec.y.content.take(curves.series[i].y);
  }
  for (std::size_t i = 0; i < curves.ghosts.size(); ++i) {
    if (is_ghost_hidden(curves, i, context)) continue;
    spec.x.content.take(curves.ghosts[i].x);
    spec.y.content.take(curves.ghosts[i].y);
  }
  const bool shows_nothing = spec.x.content.empty() && context.state.plot.hidden_entries == 0;
  const PlotFrame frame("##curves", spec, box, context);
  if (!frame.is_drawn()) return;
  if (shows_nothing) draw_empty(context, frame.area(), kNothingYet);
  const float base = frame.area().max.y - 0.5f;
  frame.list().AddLine({frame.area().min.x, base}, {frame.area().max.x, base}, context.theme.border);
  draw_lines(curves, frame, context);
  draw_marker_line(curves, frame, context);
  draw_read_out(curves, frame, context);
}

}  // namespace lectern
