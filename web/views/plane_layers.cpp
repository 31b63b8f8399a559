#include "web/views/plane_layers.h"

#include <algorithm>
#include <cmath>

#include "web/gl/pictures.h"
#include "web/views/contours.h"
#include "web/views/markers.h"
#include "web/views/strokes.h"

namespace lectern {
namespace {

std::size_t count_of(const std::vector<float>& x, const std::vector<float>& y) { return std::min(x.size(), y.size()); }

struct TakeExtent {
  Extent& x;
  Extent& y;
  void grid(const Range& gx, const Range& gy) const {
    for (const double v : {gx.low, gx.high}) x.take(v);
    for (const double v : {gy.low, gy.high}) y.take(v);
  }
  void operator()(const FieldLayer& layer) const { grid(layer.x, layer.y); }
  void operator()(const ContourLayer& layer) const { grid(layer.x, layer.y); }
  void operator()(const PointsLayer& layer) const { x.take(layer.x), y.take(layer.y); }
  void operator()(const LineLayer& layer) const { x.take(layer.x), y.take(layer.y); }
  void operator()(const BandLayer& layer) const { x.take(layer.x), y.take(layer.low), y.take(layer.high); }
  void operator()(const ArrowsLayer& layer) const {
    for (std::size_t i = 0; i < std::min({layer.x.size(), layer.y.size(), layer.dx.size(), layer.dy.size()}); ++i) {
      x.take(layer.x[i]), x.take(layer.x[i] + layer.dx[i]);
      y.take(layer.y[i]), y.take(layer.y[i] + layer.dy[i]);
    }
  }
  void operator()(const EllipsesLayer& layer) const {
    for (std::size_t i = 0; i < std::min({layer.x.size(), layer.y.size(), layer.xx.size(), layer.yy.size()}); ++i) {
      const float rx = 2 * std::sqrt(std::max(layer.xx[i], 0.0f)), ry = 2 * std::sqrt(std::max(layer.yy[i], 0.0f));
      x.take(layer.x[i] - rx), x.take(layer.x[i] + rx);
      y.take(layer.y[i] - ry), y.take(layer.y[i] + ry);
    }
  }
  void operator()(const BarsLayer& layer) const {
    if (!layer.height.empty()) y.take(0.0);
    y.take(layer.height);
    for (const float at : layer.x) x.take(at - layer.width / 2), x.take(at + layer.width / 2);
  }
  void operator()(const HandlesLayer& layer) const {
    x.take(layer.x);
    if (!layer.horizontal_only) y.take(layer.y);
  }
  void operator()(const RuleLayer& layer) const { (layer.vertical ? x : y).take(layer.at); }
  void operator()(const StraightLayer&) const {}  // wherever the rest of the picture is, it is only passed by
};

// From grid coordinates (cell centres) to the plane.
void to_plane(const ContourLayer& layer, std::vector<float>& segments) {
  const double cell_x = (layer.x.high - layer.x.low) / layer.cols, cell_y = (layer.y.high - layer.y.low) / layer.rows;
  for (std::size_t i = 0; i + 1 < segments.size(); i += 2) {
    segments[i] = static_cast<float>(layer.x.low + (segments[i] + 0.5) * cell_x);
    segments[i + 1] = static_cast<float>(layer.y.low + (segments[i + 1] + 0.5) * cell_y);
  }
}

// Scores are used where they are all there and fit into a texture as they are.
bool has_scores(const FieldLayer& field) {
  constexpr int kMostClasses = 64, kMostRows = 2000;
  const bool fits = field.classes >= 2 && field.classes <= kMostClasses && field.rows >= 2 && field.cols >= 2 &&
                    field.cols < kMostRows && field.classes * field.rows < kMostRows;
  const auto cells =
      static_cast<std::size_t>(std::max(field.rows, 0)) * static_cast<std::size_t>(std::max(field.cols, 0));
  return field.discrete_classes && fits && field.values.size() >= cells &&
         field.scores.size() >= cells * static_cast<std::size_t>(field.classes);
}

// The field and, where its scores are linear, what lies beyond its edges.
void draw_scores(const FieldLayer& field, std::size_t number, const PlotFrame& frame, ViewContext& context,
                 float contrast) {
  const PlotMap& map = frame.map();
  const gl::Sheet& sheet = context.pictures.sheet(context.state.sheet);
  const Area grid{map.at(field.x.low, field.y.high), map.at(field.x.high, field.y.low)};
  const Area drawn = field.linear_scores ? frame.area() : grid;
  if (sheet.size() < number + 2 || grid.width() < 1 || grid.height() < 1) return;
  const auto on_grid = [&grid](ImVec2 at) {
    return ImVec2((at.x - grid.min.x) / grid.width(), (grid.max.y - at.y) / grid.height());
  };
  context.pictures.begin_scores(frame.list(), {.classes = field.classes,
                                               .columns = field.cols,
                                               .rows = field.rows,
                                               .decisions_at = sheet.first_texel(number),
                                               .scores_at = sheet.first_texel(number + 1),
                                               .goes_on = field.linear_scores,
                                               .contrast = contrast});
  frame.list().AddImage(sheet.texture_id(), drawn.min, drawn.max, on_grid(drawn.min), on_grid(drawn.max));
  context.pictures.end(frame.list());
}

void draw_field(const FieldLayer& field, std::size_t number, const PlotFrame& frame, ViewContext& context,
                float contrast) {
  if (has_scores(field)) return draw_scores(field, number, frame, context, contrast);
  const PlotMap& map = frame.map();
  gl::Pictures& pictures = context.pictures;
  // A coarse grid is one of things tried, not a picture of something smooth: its cells are seen.
  constexpr int kFewCells = 400;
  const bool is_smooth = field.rows * field.cols > kFewCells;
  pictures.begin_pictures(frame.list(),
                          {field.map, is_smooth, field.discrete_classes ? context.state.plane.classes : 0, contrast});
  pictures.sheet(context.state.sheet)
      .draw(frame.list(), number, map.at(field.x.low, field.y.high), map.at(field.x.high, field.y.low), true);
  pictures.end(frame.list());
}

void draw_contours(const ContourLayer& layer, std::size_t index, const PlotFrame& frame, ViewContext& context) {
  if (index >= context.state.plane.contours.size()) return;
  const std::vector<float>& lines = context.state.plane.contours[index];
  const ImU32 color = faded(context.theme.color(layer.color), 0.85f);
  std::vector<ImVec2>& points = context.state.plane.stroke;
  points.clear();
  for (std::size_t i = 0; i + 1 < lines.size(); i += 2) {
    if (std::isnan(lines[i])) {
      draw_polyline(frame.list(), points.data(), static_cast<int>(points.size()), color, context.px(1.6f), false);
      points.clear();
    } else {
      points.push_back(frame.map().at(lines[i], lines[i + 1]));
    }
  }
}

void draw_points(const PointsLayer& layer, std::size_t index, const PlotFrame& frame, ViewContext& context) {
  const std::size_t count = count_of(layer.x, layer.y);
  if (count == 0 || layer.color.empty()) return;
  const Theme& theme = context.theme;
  // In a small plot markers shrink a little, so that they do not hide what lies below.
  const float shrink = std::clamp(std::min(frame.area().width(), frame.area().height()) / context.px(400), 0.6f, 1.0f);
  const float radius = context.px(layer.size_px) * shrink,
              outline = layer.size_px < 2.5f ? 0 : context.px(count > 1500 ? 0.7f : 1.2f);
  const ImU32 edge = theme.dark ? IM_COL32(12, 15, 20, 255) : IM_COL32(255, 255, 255, 255);
  context.pictures.begin_markers(frame.list(), {layer.marker, radius, outline, edge});
  const float extent = 1.5f * radius + outline + 1;
  const Area seen{frame.area().min - ImVec2(extent, extent), frame.area().max + ImVec2(extent, extent)};
  const bool is_dragged = context.state.plane.dragged_layer == static_cast<int>(index);
  const int dragged = is_dragged ? context.state.plane.dragged_point : -1;
  for (std::size_t i = 0; i < count; ++i) {
    if (!std::isfinite(layer.x[i]) || !std::isfinite(layer.y[i]) || static_cast<int>(i) == dragged) continue;
    const ImVec2 at = frame.map().at(layer.x[i], layer.y[i]);
    if (!seen.contains(at)) continue;
    const ImU32 color = theme.color(layer.color[i < layer.color.size() ? i : 0]);
    const float opacity = layer.opacity.empty() ? 1 : layer.opacity[i < layer.opacity.size() ? i : 0];
    add_marker_quad(frame.list(), at, extent, faded(color, opacity));
  }
  context.pictures.end(frame.list());
  if (dragged < 0 || static_cast<std::size_t>(dragged) >= count) return;
  const auto i = static_cast<std::size_t>(dragged);
  const ImVec2 at = frame.map().at(context.state.plane.dragged_x, context.state.plane.dragged_y);
  const ImU32 color = theme.color(layer.color[i < layer.color.size() ? i : 0]);
  frame.list().AddCircleFilled(at, radius * 2.4f, faded(color, 0.25f));
  draw_marker(frame.list(), at, {layer.marker, radius * 1.3f, color});
}

void draw_bars(const BarsLayer& layer, const PlotFrame& frame, const ViewContext& context) {
  const ImU32 color = context.theme.color(layer.color);
  for (std::size_t i = 0; i < count_of(layer.x, layer.height); ++i) {
    if (!std::isfinite(layer.height[i])) continue;
    ImVec2 from = frame.map().at(layer.x[i] - layer.width / 2, std::max(layer.height[i], 0.0f));
    ImVec2 to = frame.map().at(layer.x[i] + layer.width / 2, std::min(layer.height[i], 0.0f));
    const float gap = to.x - from.x > context.px(4) ? context.px(0.75f) : 0;
    from.x += gap, to.x -= gap;
    frame.list().AddRectFilled(from, to, faded(color, 0.8f), std::min(context.px(2), (to.x - from.x) / 3));
  }
}

void draw_handles(const HandlesLayer& layer, std::size_t index, const PlotFrame& frame, const ViewContext& context) {
  const ImU32 color = context.theme.color(layer.color);
  const PlaneViewState& state = context.state.plane;
  for (std::size_t i = 0; i < count_of(layer.x, layer.y); ++i) {
    const bool dragged =
        state.dragged_handle_layer == static_cast<int>(index) && state.dragged_handle == static_cast<int>(i);
    const ImVec2 place = dragged ? ImVec2(state.dragged_x, state.dragged_y) : ImVec2(layer.x[i], layer.y[i]);
    const ImVec2 at = handle_place(frame.map(), frame.area(), place, context.theme.scale);
    if (layer.horizontal_only) {
      frame.list().AddLine({at.x, frame.area().min.y}, {at.x, frame.area().max.y}, color, context.px(2));
      const ImVec2 grip(at.x, frame.area().min.y + context.px(14));
      frame.list().AddRectFilled(grip - ImVec2(context.px(5), context.px(9)),
                                 grip + ImVec2(context.px(5), context.px(9)), color, context.px(4));
      continue;
    }
    frame.list().AddCircleFilled(at, context.px(dragged ? 15 : 11), faded(color, 0.22f));
    frame.list().AddCircleFilled(at, context.px(6.5f), context.theme.surface);
    frame.list().AddCircleFilled(at, context.px(5), color);
  }
}

void draw_rule(const RuleLayer& layer, const PlotFrame& frame, const ViewContext& context) {
  const Area& area = frame.area();
  const float at = layer.vertical ? frame.map().x(layer.at) : frame.map().y(layer.at);
  const bool is_seen = layer.vertical ? at >= area.min.x && at <= area.max.x : at >= area.min.y && at <= area.max.y;
  if (!std::isfinite(layer.at) || !is_seen) return;
  const std::array<ImVec2, 2> line = layer.vertical ? std::array{ImVec2(at, area.max.y), ImVec2(at, area.min.y)}
                                                    : std::array{ImVec2(area.min.x, at), ImVec2(area.max.x, at)};
  const ImU32 color = context.theme.color(layer.color);
  draw_polyline(frame.list(), line.data(), 2, color, context.px(1.4f), layer.dashed);
}

struct DrawLayer {
  std::size_t index, picture;
  const PlotFrame& frame;
  ViewContext& context;
  float contrast;

  void operator()(const FieldLayer& layer) const { draw_field(layer, picture, frame, context, contrast); }
  void operator()(const ContourLayer& layer) const { draw_contours(layer, index, frame, context); }
  void operator()(const PointsLayer& layer) const { draw_points(layer, index, frame, context); }
  void operator()(const LineLayer& layer) const {
    draw_series(frame, layer.x, layer.y, context.theme.color(layer.color), context.px(layer.width_px), layer.dashed);
  }
  void operator()(const BandLayer& layer) const {
    draw_band(frame, layer.x, layer.low, layer.high, faded(context.theme.color(layer.color), 0.2f));
  }
  void operator()(const ArrowsLayer& layer) const {
    draw_arrows(frame, layer, context.theme.color(layer.color), context.px(1.4f));
  }
  void operator()(const EllipsesLayer& layer) const { draw_ellipse_outlines(layer, frame, context, 1); }
  void operator()(const BarsLayer& layer) const { draw_bars(layer, frame, context); }
  void operator()(const HandlesLayer& layer) const { draw_handles(layer, index, frame, context); }
  void operator()(const RuleLayer& layer) const { draw_rule(layer, frame, context); }
  void operator()(const StraightLayer& layer) const {
    draw_straight(layer, frame, context.theme.color(layer.color), context.px(layer.width_px));
  }
};

// How many classes there are to decide between.
int classes_of(const Plane& plane) {
  float last = static_cast<float>(std::max(plane.point_classes, 2) - 1);
  for (const PlaneLayer& layer : plane.layers) {
    const auto* field = std::get_if<FieldLayer>(&layer);
    if (field == nullptr || !field->discrete_classes) continue;
    for (const float value : field->values)
      if (value < 1e6f) last = std::max(last, value);
  }
  return static_cast<int>(last) + 1;
}

bool has_same_lines(const ContourLayer& a, const ContourLayer& b) {
  const auto is_same = [](const Range& one, const Range& other) {
    return one.low == other.low && one.high == other.high;
  };
  return a.rows == b.rows && a.cols == b.cols && is_same(a.x, b.x) && is_same(a.y, b.y) && a.levels == b.levels &&
         a.values == b.values;
}

}  // namespace

void take_extent(const PlaneLayer& layer, Extent& x, Extent& y) { std::visit(TakeExtent{x, y}, layer); }

void draw_straight(const StraightLayer& layer, const PlotFrame& frame, ImU32 color, float width) {
  if (!std::isfinite(layer.a + layer.b + layer.c) || (layer.a == 0 && layer.b == 0)) return;
  const Area& area = frame.area();
  const PlotMap& map = frame.map();
  const bool along_x = std::fabs(layer.b * map.x_scale) >= std::fabs(layer.a * map.y_scale);
  const int pieces = map.x_logarithmic || map.y_logarithmic ? 64 : 1;
  std::array<ImVec2, 65> line;
  for (int i = 0; i <= pieces; ++i) {
    const float t = static_cast<float>(i) / static_cast<float>(pieces);
    const float px = area.min.x + t * area.width(), py = area.min.y + t * area.height();
    line[static_cast<std::size_t>(i)] = along_x ? ImVec2(px, map.y((layer.c - layer.a * map.x_value(px)) / layer.b))
                                                : ImVec2(map.x((layer.c - layer.b * map.y_value(py)) / layer.a), py);
  }
  draw_polyline(frame.list(), line.data(), pieces + 1, color, width, layer.dashed);
}

void draw_ellipse_outlines(const EllipsesLayer& layer, const PlotFrame& frame, const ViewContext& context,
                           float strength) {
  const std::size_t count =
      std::min({layer.x.size(), layer.y.size(), layer.xx.size(), layer.xy.size(), layer.yy.size()});
  constexpr int kCorners = 48;
  std::array<ImVec2, kCorners> outline;
  for (std::size_t i = 0; i < count; ++i) {
    // The covariance's Cholesky factor carries the unit circle to the ellipse.
    const double a = std::sqrt(std::max(static_cast<double>(layer.xx[i]), 0.0));
    const double b = a > 0 ? layer.xy[i] / a : 0;
    const double c = std::sqrt(std::max(layer.yy[i] - b * b, 0.0));
    const int role = layer.color.empty() ? 0 : layer.color[i < layer.color.size() ? i : 0];
    const ImU32 color = mixed(context.theme.surface, context.theme.color(role), strength);
    for (const int deviations : {1, 2}) {
      for (int k = 0; k < kCorners; ++k) {
        const double angle = 2 * 3.14159265358979 * k / kCorners;
        const double u = deviations * std::cos(angle), v = deviations * std::sin(angle);
        outline[static_cast<std::size_t>(k)] = frame.map().at(layer.x[i] + a * u, layer.y[i] + b * u + c * v);
      }
      if (deviations == 1 && strength == 1)
        frame.list().AddConvexPolyFilled(outline.data(), kCorners, faded(color, 0.14f));
      frame.list().AddPolyline(outline.data(), kCorners, faded(color, deviations == 1 ? 1.0f : 0.5f),
                               ImDrawFlags_Closed, context.px(deviations == 1 ? 2.0f : 1.2f));
    }
    frame.list().AddCircleFilled(frame.map().at(layer.x[i], layer.y[i]), context.px(2.5f), color);
  }
}

ImVec2 handle_place(const PlotMap& map, const Area& area, ImVec2 place, float scale) {
  const ImVec2 at = map.at(place.x, place.y);
  const float inset = std::min(7 * scale, area.width() / 4);
  return {std::clamp(at.x, area.min.x + inset, area.max.x - inset),
          std::clamp(at.y, area.min.y + inset, std::max(area.min.y + inset, area.max.y - inset))};
}

std::size_t pictures_of(const PlaneLayer& layer) {
  const auto* field = std::get_if<FieldLayer>(&layer);
  return field == nullptr ? 0 : has_scores(*field) ? 2 : 1;
}

void draw_rule_name(const RuleLayer& layer, const PlotFrame& frame, ViewContext& context) {
  const Area& area = frame.area();
  if (!layer.vertical || layer.label.empty() || !std::isfinite(layer.at)) return;
  const float at = frame.map().x(layer.at);
  if (at < area.min.x || at > area.max.x) return;
  const ImU32 color = context.theme.color(layer.color);
  const ImFont& font = *context.theme.fonts.small;
  const float width = text_width(font, layer.label) + context.px(10), step = line_height(font) + context.px(2);
  const bool on_left = at + width > area.max.x;
  const float from = on_left ? at - width : at;
  // In the first line where no other name stands.
  std::vector<ImVec4>& taken = context.state.plane.rule_names;
  float y = area.min.y + line_height(font) / 2 + context.px(3);
  const auto meets = [&](const ImVec4& other) {
    return from < other.z && other.x < from + width && y - step / 2 < other.w && other.y < y + step / 2;
  };
  for (int tries = 0; tries < 5 && std::any_of(taken.begin(), taken.end(), meets); ++tries) y += step;
  taken.emplace_back(from, y - step / 2 + 1, from + width, y + step / 2 - 1);
  frame.list().AddRectFilled({from, y - line_height(font) / 2}, {from + width, y + line_height(font) / 2},
                             faded(context.theme.surface, 0.8f));
  draw_label(frame.list(), font, {at + (on_left ? -1.0f : 1.0f) * context.px(5), y}, on_left ? 1 : 0, color,
             layer.label);
}

void prepare_layers(const Plane& plane, ViewContext& context) {
  gl::Sheet& sheet = context.pictures.sheet(context.state.sheet);
  if (sheet.is_older_than(context.snapshot_number)) {
    sheet.clear();
    context.state.plane.classes = classes_of(plane);
    for (const PlaneLayer& layer : plane.layers)
      if (const auto* field = std::get_if<FieldLayer>(&layer)) {
        sheet.add(field->cols, field->rows, field->values, field->discrete_classes ? Range{0, 1} : field->color);
        if (has_scores(*field)) sheet.add_unmapped(field->cols, field->rows * field->classes, field->scores);
      }
    sheet.upload(context.snapshot_number);
  }
  PlaneViewState& state = context.state.plane;
  if (state.contours_version == context.snapshot_number) return;
  state.contours_version = context.snapshot_number;
  if (state.contours.size() < plane.layers.size()) {
    state.contours.resize(plane.layers.size());
    state.contoured.resize(plane.layers.size());
  }
  for (std::size_t i = 0; i < plane.layers.size(); ++i) {
    const auto* layer = std::get_if<ContourLayer>(&plane.layers[i]);
    if (layer != nullptr && has_same_lines(state.contoured[i], *layer)) continue;
    state.contours[i].clear();
    state.contoured[i] = layer == nullptr ? ContourLayer{} : *layer;
    if (layer == nullptr) continue;
    for (const float level : layer->levels)
      append_contour(layer->values, layer->rows, layer->cols, level, state.contours[i]);
    to_plane(*layer, state.contours[i]);
  }
}

void draw_layer(const PlaneLayer& layer, std::size_t index, std::size_t picture, const PlotFrame& frame,
                ViewContext& context, float contrast) {
  std::visit(DrawLayer{index, picture, frame, context, contrast}, layer);
}

}  // namespace lectern
