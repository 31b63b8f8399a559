#include "web/views/compared_lines.h"

#include <algorithm>
#include <cmath>

#include "web/views/strokes.h"

namespace lectern {
namespace {

constexpr int kFirstGhostBit = 32;  // of PlotView::hidden_entries: the first earlier run

std::size_t count_of(const LineLayer& line) { return std::min(line.x.size(), line.y.size()); }

bool is_ghost(const LineLayer* line) { return line != nullptr && !line->run.empty(); }

// The earlier run that a ghost belongs to; a run's ghosts stand together.
int run_of(const Plane& plane, std::size_t ghost) {
  int run = 0;
  const LineLayer* before = nullptr;
  for (std::size_t i = 0; i <= ghost; ++i) {
    const LineLayer* line = line_at(plane, i);
    if (!is_ghost(line)) continue;
    if (before != nullptr && line->run != before->run) ++run;
    before = line;
  }
  return run;
}

// Paler than the present run; each later run a little less so.
ImU32 ghost_color(ImU32 color, int run, const Theme& theme) {
  return mixed(theme.surface, color, 0.32f + 0.09f * static_cast<float>(std::min(run, 3)));
}

ImU32 color_of(const Plane& plane, std::size_t i, const LineLayer& line, const ViewContext& context) {
  const ImU32 color = context.theme.color(line.color);
  return line.run.empty() ? color : ghost_color(color, run_of(plane, i), context.theme);
}

// The last number of the line at or before x; null before its first and where x does not ascend.
const float* value_at(const LineLayer& line, double x) {
  const std::size_t count = count_of(line);
  const auto begin = line.x.begin(), end = begin + static_cast<std::ptrdiff_t>(count);
  if (count == 0 || x < line.x.front() || x > line.x[count - 1] || !std::is_sorted(begin, end)) return nullptr;
  const auto after = std::upper_bound(begin, end, static_cast<float>(x));
  return &line.y[static_cast<std::size_t>(after - begin) - 1];
}

// Where the line is drawn at x; NaN where it is not.
double value_between(const LineLayer& line, double x) {
  const float* before = std::isfinite(x) ? value_at(line, x) : nullptr;
  if (before == nullptr) return NAN;
  const auto i = static_cast<std::size_t>(before - line.y.data());
  if (i + 1 >= count_of(line) || !(line.x[i + 1] > line.x[i])) return *before;
  const double share = (x - line.x[i]) / (line.x[i + 1] - line.x[i]);
  return share <= 0 ? *before : *before + share * (line.y[i + 1] - *before);
}

}  // namespace

const LineLayer* line_at(const Plane& plane, std::size_t i) { return std::get_if<LineLayer>(&plane.layers[i]); }

int legend_bit(const Plane& plane, std::size_t i) {
  return is_ghost(line_at(plane, i)) ? kFirstGhostBit + run_of(plane, i) : static_cast<int>(i);
}

bool is_layer_hidden(const Plane& plane, std::size_t i, const ViewContext& context) {
  return is_hidden(context.state.plot.hidden_entries, legend_bit(plane, i));
}

void draw_ghost(const Plane& plane, std::size_t i, const PlotFrame& frame, const ViewContext& context) {
  const LineLayer& line = *line_at(plane, i);
  draw_series(frame, line.x, line.y, color_of(plane, i, line, context), context.px(1.4f), line.dashed);
}

void add_ghosts_to_legend(const Plane& plane, Legend& legend, const ViewContext& context) {
  int last_run = -1;
  for (std::size_t i = 0; i < plane.layers.size(); ++i) {
    const LineLayer* line = line_at(plane, i);
    if (!is_ghost(line) || run_of(plane, i) == last_run) continue;
    last_run = run_of(plane, i);
    LegendEntry entry{line->run, LegendMark::line, ghost_color(context.theme.text, last_run, context.theme)};
    entry.bit = legend_bit(plane, i);
    legend.add(entry);
  }
}

std::string_view value_for_legend(const Plane& plane, const LineLayer& line, NumberText& room) {
  const std::size_t count = count_of(line);
  const float* last = count == 0 ? nullptr : &line.y[count - 1];
  const double value = plane.read_at ? value_between(line, *plane.read_at) : last != nullptr ? *last : NAN;
  if (!std::isfinite(value)) return {};
  room = NumberText(value, 3);
  return room;
}

void draw_lines_read_out(const Plane& plane, const PlotFrame& frame, const ViewContext& context) {
  if (!frame.hovered() || context.state.plot.pressed || ImGui::IsMouseDragging(ImGuiMouseButton_Left)) return;
  const double x = frame.map().x_value(frame.pointer().x);
  const float column = std::round(frame.pointer().x);
  frame.list().AddLine({column, frame.area().min.y}, {column, frame.area().max.y}, context.theme.faint);
  Callout callout;
  callout.add(0, plane.x.label.empty() ? "x" : plane.x.label, NumberText(x, 4));
  for (std::size_t i = 0; i < plane.layers.size(); ++i) {
    const LineLayer* line = line_at(plane, i);
    const float* value = line == nullptr || is_layer_hidden(plane, i, context) ? nullptr : value_at(*line, x);
    if (value == nullptr) continue;
    const ImU32 color = color_of(plane, i, *line, context);
    callout.add(color, is_ghost(line) ? line->label + " · " + line->run : line->label, NumberText(*value, 4));
    if (!std::isfinite(*value) || is_ghost(line)) continue;
    const ImVec2 at(column, frame.map().y(*value));
    frame.list().AddCircleFilled(at, context.px(5), context.theme.surface);
    frame.list().AddCircleFilled(at, context.px(3.5f), color);
  }
  callout.draw_outside(context, frame.area(), frame.pointer());
}

bool y_is_logarithmic(const Plane& plane, const PlotView& view) {
  return plane.y.logarithmic != (plane.comparable && view.scale_switched);
}

bool has_scale_switch(const Plane& plane) {
  const Range& range = plane.y.range;
  return plane.comparable && (!(range.low < range.high) || plane.y.logarithmic || range.low > 0);
}

void draw_scale_switch(const Plane& plane, ImVec2 right_top, ViewContext& context) {
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
  const bool hovered = ImGui::IsItemHovered(), on = y_is_logarithmic(plane, view);
  explain_item(context, "Logarithmic vertical axis");
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (on || hovered)
    list.AddRectFilled(min, min + size, on ? faded(context.theme.accent, 0.16f) : context.theme.raised, context.px(5));
  draw_label(list, font, min + size * 0.5f, 0.5f, on ? context.theme.accent : context.theme.muted, text);
  ImGui::SetCursorScreenPos(cursor);
}

}  // namespace lectern
