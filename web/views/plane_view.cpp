#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>

#include "web/gl/pictures.h"
#include "web/views/color_scale.h"
#include "web/views/compared_lines.h"
#include "web/views/former_lines.h"
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
  entry.size_px = static_cast<float>(layer.size_px);
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
      std::snprintf(text.data(), text.size(), "%.0f, confidence %.2f", label, *value - label);
      const bool is_class = field->label.empty() || field->label == "decision" || field->label == "output";
      callout.add(context.theme.color(static_cast<int>(std::max(label, 0.0f))),
                  is_class ? std::string_view("class") : std::string_view(field->label), text.data());
    } else {
      callout.add(0, name_of(field->label, "value"), NumberText(*value, 3));
    }
  }
  callout.draw_outside(context, frame.area(), frame.pointer());
}

void draw_one(const Plane& plane, std::size_t i, std::size_t picture, const PlotFrame& frame, ViewContext& context) {
  const LineLayer* line = line_at(plane, i);
  if (line != nullptr && !line->run.empty())
    draw_ghost(plane, i, frame, context);
  else
    draw_layer(plane.layers[i], i, picture, frame, context, field_contrast(plane));
}

// Over the data: the field of a neuron that is looked at in the network's panel, in place of the plane's own.
bool shows_look(const Plane& plane, const ViewContext& context) {
  if (context.look == nullptr || context.look->field.empty()) return false;
  const auto near = [](const Range& a, const Range& b) {
    const double slack = 1e-3 * (a.high - a.low);
    return std::fabs(a.low - b.low) < slack && std::fabs(a.high - b.high) < slack;
  };
  return std::any_of(plane.layers.begin(), plane.layers.end(), [&](const PlaneLayer& layer) {
    const auto* field = std::get_if<FieldLayer>(&layer);
    return field != nullptr && near(field->x, context.look->x) && near(field->y, context.look->y);
  });
}

void draw_look(const PlotFrame& frame, ViewContext& context, float contrast) {
  const SharedLook& look = *context.look;
  gl::Sheet& sheet = context.pictures.sheet(context.state.plane.look_sheet);
  if (sheet.is_older_than(look.version)) {
    sheet.clear();
    sheet.add(look.cols, look.rows, look.field, look.color);
    sheet.upload(look.version);
  }
  context.pictures.begin_pictures(frame.list(), {ColorMap::diverging, true, 0, contrast});
  sheet.draw(frame.list(), 0, frame.map().at(look.x.low, look.y.high), frame.map().at(look.x.high, look.y.low), true);
  context.pictures.end(frame.list());
}

// What the legend brings out lies on top, all else below a veil.
void draw_layers(const Plane& plane, const PlotFrame& frame, ViewContext& context) {
  const PlotView& view = context.state.plot;
  context.state.plane.rule_names.clear();
  const bool brings_out = view.brought_out != 0, looks = shows_look(plane, context);
  if (!is_hidden(view.hidden_entries, kFormerBit) && has_former_lines(context)) {
    // Below the lines, but not below a field, which would cover them.
    const bool is_brought_out = is_hidden(view.brought_out, kFormerBit);
    if (!has_field(plane) && !is_brought_out) draw_former_lines(frame, context);
  }
  for (const bool on_top : {false, true}) {
    if (on_top && !brings_out) break;
    if (on_top) frame.list().AddRectFilled(frame.area().min, frame.area().max, faded(context.theme.surface, 0.72f));
    std::size_t picture = 0;
    for (std::size_t i = 0; i < plane.layers.size(); ++i) {
      const bool is_out = brings_out && !is_pale(view, legend_bit(plane, i));
      const bool is_field = std::holds_alternative<FieldLayer>(plane.layers[i]);
      if (looks && is_field && !on_top)
        draw_look(frame, context, field_contrast(plane));
      else if (!is_layer_hidden(plane, i, context) && is_out == on_top)
        draw_one(plane, i, picture, frame, context);
      picture += pictures_of(plane.layers[i]);
      const bool last_field = !on_top && std::holds_alternative<FieldLayer>(plane.layers[i]);
      if (last_field && !is_hidden(view.hidden_entries, kFormerBit)) draw_former_lines(frame, context);
    }
  }
  if (brings_out && is_hidden(view.brought_out, kFormerBit)) draw_former_lines(frame, context);
  for (std::size_t i = 0; i < plane.layers.size(); ++i) {
    const auto* rule = std::get_if<RuleLayer>(&plane.layers[i]);
    if (rule != nullptr && !is_layer_hidden(plane, i, context)) draw_rule_name(*rule, frame, context);
  }
  if (looks)
    draw_pill(frame.list(), context, {frame.area().max.x - context.px(6), frame.area().min.y + context.px(14)},
              "neuron " + context.look->name);
}

// The button that shows all stands where little is drawn: on no name of a rule, on few points and corners of lines.
void place_button(const Plane& plane, const PlotFrame& frame, const ViewContext& context) {
  if (!frame.offers_all()) return;
  std::array<int, 4> crowd{};
  for (int corner = 0; corner < 4; ++corner) {
    const Area button = frame.button_area(corner);
    int& count = crowd[static_cast<std::size_t>(corner)];
    for (const ImVec4& name : context.state.plane.rule_names)
      if (name.x < button.max.x && name.z > button.min.x && name.y < button.max.y && name.w > button.min.y)
        count += 1000;
    const auto add = [&](std::span<const float> x, std::span<const float> y) {
      for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i)
        if (button.contains(frame.map().at(x[i], y[i]))) ++count;
    };
    for (const PlaneLayer& layer : plane.layers) {
      if (const auto* points = std::get_if<PointsLayer>(&layer)) add(points->x, points->y);
      if (const auto* line = std::get_if<LineLayer>(&layer)) add(line->x, line->y);
      if (const auto* handles = std::get_if<HandlesLayer>(&layer)) add(handles->x, handles->y);
    }
  }
  frame.keep_button_off(crowd);
}

// Width / height of what is shown, where both axes have one scale; else 0.
float aspect_of(const Plane& plane, const PlotView& view) {
  if (!plane.equal_scale) return 0;
  const auto extent = [](const Axis& axis, double low, double high) {
    return axis.range.low < axis.range.high ? axis.range.high - axis.range.low : high - low;
  };
  const double x = extent(plane.x, view.fitted.x_low, view.fitted.x_high);
  const double y = extent(plane.y, view.fitted.y_low, view.fitted.y_high);
  return x > 0 && y > 0 ? std::clamp(static_cast<float>(x / y), 0.4f, 3.0f) : 1.0f;
}

// Draws axes and layers; returns the plot area, empty if there was no room.
Area draw_plot(const Plane& plane, const Area& box, ViewContext& context) {
  PlotSpec spec(plane.x, plane.y);
  for (std::size_t i = 0; i < plane.layers.size(); ++i)
    if (!plane.comparable || !is_layer_hidden(plane, i, context))
      take_extent(plane.layers[i], spec.x.content, spec.y.content);
  spec.y.logarithmic = y_is_logarithmic(plane, context.state.plot);
  spec.equal_scale = plane.equal_scale;
  spec.compact = box.height() < context.px(118);
  spec.bare = spec.x.tight = spec.y.tight = has_field(plane);
  if (plane.comparable) spec.x.tight = true;
  spec.takes_drags = takes_drags(plane, context);
  spec.takes_taps = plane.accepts_points || plane.accepts_latent_picks;
  const bool shows_nothing = !has_field(plane) && !plane.accepts_points && spec.x.content.empty();
  const PlotFrame frame("##plane", spec, box, context);
  if (!frame.is_drawn()) return {};
  if (shows_nothing) draw_empty(context, frame.area(), kNothingYet);
  draw_layers(plane, frame, context);
  place_button(plane, frame, context);
  frame.list().AddRect(frame.area().min, frame.area().max, context.theme.border);
  handle_plane_input(plane, frame, context);
  if (plane.comparable)
    draw_lines_read_out(plane, frame, context);
  else
    draw_place_read_out(plane, frame, context);
  return frame.area();
}

void add_entries(const Plane& plane, Legend& legend, const ViewContext& context) {
  for (std::size_t i = 0; i < plane.layers.size(); ++i) {
    LegendEntry entry = std::visit([&](const auto& layer) { return entry_of(layer, context.theme); }, plane.layers[i]);
    const LineLayer* line = line_at(plane, i);
    if (line != nullptr && !line->run.empty()) continue;
    entry.bit = static_cast<int>(i);
    NumberText room(0, 3);
    if (line != nullptr && plane.comparable) entry.value = value_for_legend(plane, *line, room);
    legend.add(entry);
  }
  add_ghosts_to_legend(plane, legend, context);
  add_former_to_legend(legend, context);
}

}  // namespace

void draw_plane(const Plane& plane, ViewContext& context) {
  prepare_layers(plane, context);
  context.state.plane.memory.see(plane, {context.snapshot_number, context.run, context.change, context.subject});
  Area box = remaining_area();
  const float top = box.min.y;
  const ImVec2 chips = point_chips_size(plane, context);
  Legend legend(context);
  add_entries(plane, legend, context);
  // The pens have a line of their own where they would shorten a name.
  const float least = std::max(context.px(150), legend.widest_entry() + context.px(20));
  const bool beside = chips.x > 0 && box.width() - chips.x > least;
  const bool has_switch = has_scale_switch(plane);
  const float line = line_height(*context.theme.fonts.small);
  if (has_switch) draw_scale_switch(plane, {box.max.x - context.px(2), top}, context);
  if (chips.x > 0) draw_point_chips(plane, {box.max.x - chips.x, top}, context);
  if (chips.x > 0 && !beside) box.min.y += chips.y;
  const ImVec2 taken = beside       ? chips + ImVec2(context.px(12), 0)
                       : has_switch ? ImVec2(context.px(42), line + context.px(6))
                                    : ImVec2(0, 0);
  const float right = box.max.x;
  legend.place(box, taken, aspect_of(plane, context.state.plot));
  legend.draw();
  // A legend beside the plot leaves what stands above it in its own column.
  if (box.max.x > right - taken.x) box.min.y = std::max(box.min.y, top + taken.y);

  const FieldLayer* scaled = scaled_field(plane);
  const float scale_width = scaled != nullptr && box.width() > context.px(150) ? color_scale_width(context) : 0;
  const Area plot = draw_plot(plane, {box.min, {box.max.x - scale_width, box.max.y}}, context);
  if (scale_width <= 0) return;
  const Area scale{{plot.max.x + context.px(10), plot.min.y}, {plot.max.x + scale_width, plot.max.y}};
  draw_color_scale(context, scale, scaled->map, scaled->color, field_contrast(plane));
}

}  // namespace lectern
