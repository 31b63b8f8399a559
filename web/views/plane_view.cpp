#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>

#include "web/views/color_scale.h"
#include "web/views/compared_lines.h"
#include "web/views/panel_view.h"
#include "web/views/plane_input.h"
#include "web/views/plane_layers.h"

namespace lectern {
namespace {

LegendEntry entry_of(const FieldLayer& layer, const Theme&) {
  LegendEntry entry{layer.discrete_classes ? std::string_view() : layer.label, LegendMark::gradient};
  entry.map = layer.map;
  return entry;
}
LegendEntry entry_of(const ContourLayer& layer, const Theme& theme) {
  return {layer.label, LegendMark::line, theme.color(layer.color)};
}
LegendEntry entry_of(const PointsLayer& layer, const Theme& theme) {
  LegendEntry entry{layer.x.empty() ? std::string_view() : layer.label, LegendMark::marker};
  const bool one_color =
      std::adjacent_find(layer.color.begin(), layer.color.end(), std::not_equal_to<>()) == layer.color.end();
  entry.color = one_color && !layer.color.empty() ? theme.color(layer.color.front()) : theme.muted;
  entry.marker = layer.marker;
  return entry;
}
LegendEntry entry_of(const LineLayer& layer, const Theme& theme) {
  return {layer.label, layer.dashed ? LegendMark::dashed : LegendMark::line, theme.color(layer.color)};
}
LegendEntry entry_of(const BandLayer& layer, const Theme& theme) {
  return {layer.label, LegendMark::box, faded(theme.color(layer.color), 0.4f)};
}
LegendEntry entry_of(const ArrowsLayer& layer, const Theme& theme) {
  return {layer.label, LegendMark::line, theme.color(layer.color)};
}
LegendEntry entry_of(const EllipsesLayer& layer, const Theme& theme) {
  return {layer.label, LegendMark::marker, theme.color(layer.color.empty() ? 0 : layer.color.front()), Marker::ring};
}
LegendEntry entry_of(const BarsLayer& layer, const Theme& theme) {
  return {layer.label, LegendMark::box, theme.color(layer.color)};
}
LegendEntry entry_of(const HandlesLayer& layer, const Theme& theme) {
  return {layer.label, LegendMark::marker, theme.color(layer.color)};
}

// A vertical one carries its name in the picture.
LegendEntry entry_of(const RuleLayer& layer, const Theme& theme) {
  return {layer.vertical ? std::string_view() : layer.label, layer.dashed ? LegendMark::dashed : LegendMark::line,
          theme.color(layer.color)};
}

LegendEntry entry_of(const StraightLayer& layer, const Theme& theme) {
  return {layer.label, layer.dashed ? LegendMark::dashed : LegendMark::line, theme.color(layer.color)};
}

// Fields step back where points or lines must be read on top of them.
float field_contrast(const Plane& plane) {
  for (const PlaneLayer& layer : plane.layers)
    if (!std::holds_alternative<FieldLayer>(layer) && !std::holds_alternative<ContourLayer>(layer)) return 0.62f;
  return 1;
}

const FieldLayer* scaled_field(const Plane& plane) {
  for (const PlaneLayer& layer : plane.layers) {
    const auto* field = std::get_if<FieldLayer>(&layer);
    if (field != nullptr && field->show_scale && !field->discrete_classes) return field;
  }
  return nullptr;
}

bool has_field(const Plane& plane) {
  return std::any_of(plane.layers.begin(), plane.layers.end(),
                     [](const PlaneLayer& layer) { return std::holds_alternative<FieldLayer>(layer); });
}

// The topmost field's cell under (x, y); null outside.
const float* cell_at(const FieldLayer& field, double x, double y) {
  const double u = (x - field.x.low) / (field.x.high - field.x.low) * field.cols;
  const double v = (y - field.y.low) / (field.y.high - field.y.low) * field.rows;
  if (!(u >= 0 && v >= 0 && u < field.cols && v < field.rows)) return nullptr;
  const auto cell = static_cast<std::size_t>(v) * static_cast<std::size_t>(field.cols) + static_cast<std::size_t>(u);
  return cell < field.values.size() ? &field.values[cell] : nullptr;
}

std::string_view name_of(const std::string& axis_label, std::string_view fallback) {
  return axis_label.empty() ? fallback : std::string_view(axis_label);
}

void draw_place_read_out(const Plane& plane, const PlotFrame& frame, const ViewContext& context) {
  if (!frame.hovered() || context.state.plot.pressed) return;
  const double x = frame.map().x_value(frame.pointer().x), y = frame.map().y_value(frame.pointer().y);
  Callout callout;
  callout.add(0, name_of(plane.x.label, "x"), NumberText(x, 3));
  callout.add(0, name_of(plane.y.label, "y"), NumberText(y, 3));
  for (const PlaneLayer& layer : plane.layers) {
    const auto* field = std::get_if<FieldLayer>(&layer);
    const float* value = field == nullptr ? nullptr : cell_at(*field, x, y);
    if (value == nullptr) continue;
    if (field->discrete_classes) {
      const float label = std::floor(*value);
      std::array<char, 48> text;
      std::snprintf(text.data(), text.size(), "class %.0f, confidence %.2f", label, *value - label);
      callout.add(context.theme.color(static_cast<int>(std::max(label, 0.0f))), name_of(field->label, "decision"),
                  text.data());
    } else {
      callout.add(0, name_of(field->label, "value"), NumberText(*value, 3));
    }
  }
  callout.draw(context, frame.pointer());
}

// Draws axes and layers; returns the plot area, empty if there was no room.
Area draw_plot(const Plane& plane, const Area& box, ViewContext& context) {
  PlotSpec spec(plane.x, plane.y);
  for (std::size_t i = 0; i < plane.layers.size(); ++i)
    if (!plane.comparable || !is_layer_hidden(plane, i, context))
      take_extent(plane.layers[i], spec.x.content, spec.y.content);
  spec.y.logarithmic = y_is_logarithmic(plane, context.state.plot);
  spec.equal_scale = plane.equal_scale;
  spec.compact = box.height() < context.px(130);
  spec.bare = spec.x.tight = spec.y.tight = has_field(plane);
  if (plane.comparable) spec.x.tight = true;
  spec.takes_drags = takes_drags(plane, context);
  spec.takes_taps = plane.accepts_points || plane.accepts_latent_picks;
  const bool shows_nothing = !has_field(plane) && !plane.accepts_points && spec.x.content.empty();
  const PlotFrame frame("##plane", spec, box, context);
  if (!frame.is_drawn()) return {};
  if (shows_nothing) draw_empty(context, frame.area(), kNothingYet);
  const float contrast = field_contrast(plane);
  std::size_t fields = 0;
  for (std::size_t i = 0; i < plane.layers.size(); ++i) {
    const LineLayer* line = line_at(plane, i);
    if (is_layer_hidden(plane, i, context)) continue;
    if (line != nullptr && !line->run.empty())
      draw_ghost(plane, i, frame, context);
    else
      draw_layer(plane.layers[i], i, fields, frame, context, contrast);
    if (std::holds_alternative<FieldLayer>(plane.layers[i])) ++fields;
  }
  frame.list().AddRect(frame.area().min, frame.area().max, context.theme.border);
  handle_plane_input(plane, frame, context);
  if (plane.comparable)
    draw_lines_read_out(plane, frame, context);
  else
    draw_place_read_out(plane, frame, context);
  return frame.area();
}

Legend legend_of(const Plane& plane, float width, bool with_values, const ViewContext& context) {
  Legend legend(context, width);
  for (std::size_t i = 0; i < plane.layers.size(); ++i) {
    LegendEntry entry = std::visit([&](const auto& layer) { return entry_of(layer, context.theme); }, plane.layers[i]);
    const LineLayer* line = line_at(plane, i);
    if (line != nullptr && !line->run.empty()) continue;
    entry.bit = static_cast<int>(i);
    NumberText room(0, 3);
    if (line != nullptr && with_values) entry.value = last_value(*line, room);
    legend.add(entry);
  }
  add_ghosts_to_legend(plane, legend, context);
  return legend;
}

}  // namespace

void draw_plane(const Plane& plane, ViewContext& context) {
  prepare_layers(plane, context);
  Area box = remaining_area();
  if (has_scale_switch(plane)) draw_scale_switch(plane, {box.max.x - context.px(2), box.min.y}, context);
  const ImVec2 chips = point_chips_size(plane, context);
  const bool beside = chips.x > 0 && box.width() - chips.x > context.px(180);
  const float room = box.width() - (beside                    ? chips.x + context.px(12)
                                    : has_scale_switch(plane) ? context.px(48)
                                                              : context.px(8));
  // With the last values of lines if there is room for all of them.
  const Legend full = legend_of(plane, room, plane.comparable, context);
  Legend legend = full.is_complete() ? full : legend_of(plane, room, false, context);
  legend.draw(box.min + ImVec2(context.px(4), 0), context.state.plot.hidden_entries);
  if (chips.x > 0) draw_point_chips(plane, {box.max.x - chips.x, box.min.y + (beside ? 0 : legend.height())}, context);
  box.min.y += beside ? std::max(legend.height(), chips.y) : legend.height() + chips.y;
  if (has_scale_switch(plane) && legend.height() <= 0)
    box.min.y += line_height(*context.theme.fonts.small) + context.px(8);

  const FieldLayer* scaled = scaled_field(plane);
  const float scale_width = scaled != nullptr && box.width() > context.px(240) ? color_scale_width(context) : 0;
  const Area plot = draw_plot(plane, {box.min, {box.max.x - scale_width, box.max.y}}, context);
  if (scale_width <= 0) return;
  const Area scale{{plot.max.x + context.px(10), plot.min.y}, {plot.max.x + scale_width, plot.max.y}};
  draw_color_scale(context, scale, scaled->map, scaled->color, field_contrast(plane));
}

}  // namespace lectern
