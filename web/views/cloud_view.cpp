#include <algorithm>
#include <cmath>

#include "web/gl/pictures.h"
#include "web/views/drawing.h"
#include "web/views/legend.h"
#include "web/views/markers.h"
#include "web/views/panel_view.h"
#include "web/views/plot_frame.h"
#include "web/views/ticks.h"

namespace lectern {
namespace {

struct Projected {
  ImVec2 at;
  float depth;  // larger: nearer
};

// The unit cube [−1, 1]³ turned by yaw about its upright axis and tipped by pitch, seen with a little perspective.
class Projection {
 public:
  Projection(const CloudCamera& camera, const Area& area, ImVec2 margin)
      : center_(area.center()),
        // The turned cube reaches √2 to the sides and about 1.6 up and down.
        scale_(camera.zoom *
               std::max(std::min((area.width() / 2 - margin.x) / 1.55f, (area.height() / 2 - margin.y) / 1.7f), 8.0f)),
        cos_yaw_(std::cos(camera.yaw)),
        sin_yaw_(std::sin(camera.yaw)),
        cos_pitch_(std::cos(camera.pitch)),
        sin_pitch_(std::sin(camera.pitch)) {}

  Projected project(float x, float y, float z) const {
    const float across = x * cos_yaw_ - y * sin_yaw_, away = x * sin_yaw_ + y * cos_yaw_;
    const float up = z * cos_pitch_ + away * sin_pitch_, depth = z * sin_pitch_ - away * cos_pitch_;
    const float grow = scale_ / (1 - 0.12f * depth);
    return {{center_.x + across * grow, center_.y - up * grow}, depth};
  }

 private:
  ImVec2 center_;
  float scale_, cos_yaw_, sin_yaw_, cos_pitch_, sin_pitch_;
};

struct Ranges {
  std::array<double, 3> low, high;
  float unit(std::size_t axis, double value) const {
    return static_cast<float>(2 * (value - low[axis]) / (high[axis] - low[axis]) - 1);
  }
};

Ranges ranges_of(const Cloud& cloud) {
  std::array<Extent, 3> extents;
  for (std::size_t i = 0; i + 2 < cloud.xyz.size(); i += 3)
    for (std::size_t axis = 0; axis < 3; ++axis) extents[axis].take(static_cast<double>(cloud.xyz[i + axis]));
  for (const CloudSurface& surface : cloud.surfaces) {
    for (const double x : {surface.x.low, surface.x.high}) extents[0].take(x);
    for (const double y : {surface.y.low, surface.y.high}) extents[1].take(y);
    extents[2].take(surface.z);
  }
  Ranges ranges;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const Range& given = cloud.axes[axis].range;
    const bool empty = extents[axis].empty(), described = given.low < given.high;
    ranges.low[axis] = described ? given.low : empty ? 0 : extents[axis].low;
    ranges.high[axis] = described ? given.high : empty ? 1 : extents[axis].high;
    if (!(ranges.low[axis] < ranges.high[axis])) ranges.low[axis] -= 0.5, ranges.high[axis] += 0.5;
  }
  return ranges;
}

void turn(const Area& area, ViewContext& context) {
  CloudCamera& camera = context.state.cloud.camera;
  constexpr float kTurn = 0.008f;  // radians a pixel
  if (context.pinch.happened() && is_hovered(area)) {
    camera.turn(kTurn * context.pinch.moved_x, kTurn * context.pinch.moved_y);
    camera.magnify(context.pinch.spread);
  }
  if (context.page_scrolls && context.touch) return;  // one finger scrolls the column; enlarged, the panel turns
  ImGui::SetCursorScreenPos(area.min);
  ImGui::InvisibleButton("cloud", {area.width(), area.height()});
  const ImGuiIO& io = ImGui::GetIO();
  if (ImGui::IsItemActive()) {
    camera.turn(kTurn * io.MouseDelta.x, kTurn * io.MouseDelta.y);
    ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeAll);
  }
  if (!ImGui::IsItemHovered()) return;
  const bool zooms = !context.page_scrolls || io.KeyCtrl;
  if (zooms && io.MouseWheel != 0) camera.magnify(std::exp(0.1f * io.MouseWheel));
  if (ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) camera = {};
}

// The edges of the cube; those behind everything are drawn first and thinner by their colour.
void draw_cube(ImDrawList& list, const Projection& camera, const ViewContext& context) {
  for (int axis = 0; axis < 3; ++axis)
    for (const float a : {-1.0f, 1.0f})
      for (const float b : {-1.0f, 1.0f}) {
        const auto corner = [&](float along) {
          if (axis == 0) return camera.project(along, a, b);
          if (axis == 1) return camera.project(a, along, b);
          return camera.project(a, b, along);
        };
        const Projected from = corner(-1), to = corner(1);
        const float nearness = 0.5f + 0.3f * (from.depth + to.depth) / 2;
        list.AddLine(from.at, to.at, faded(context.theme.faint, std::clamp(0.75f - 0.4f * nearness, 0.15f, 0.8f)),
                     context.px(1));
      }
}

// Labels that keep clear of each other: one that would lie on another is left out.
class Labels {
 public:
  Labels(ImDrawList& list, const ImFont& font, const Area& area) : list_(list), font_(font), area_(area) {}

  // Kept inside the area; says whether there was room.
  bool write(ImVec2 at, float align, ImU32 color, std::string_view text) {
    const float width = text_width(font_, text), half = line_height(font_) / 2;
    const float left = std::clamp(at.x - align * width, area_.min.x, std::max(area_.min.x, area_.max.x - width));
    at.y = std::clamp(at.y, area_.min.y + half, std::max(area_.min.y + half, area_.max.y - half));
    const Area box{{left - 3, at.y - half}, {left + width + 3, at.y + half}};
    const bool is_free = std::none_of(taken_.begin(), taken_.end(), [&](const Area& other) {
      return box.min.x < other.max.x && other.min.x < box.max.x && box.min.y < other.max.y && other.min.y < box.max.y;
    });
    if (!is_free) return false;
    taken_.push_back(box);
    draw_label(list_, font_, {left, at.y}, 0, color, text);
    return true;
  }

 private:
  ImDrawList& list_;
  const ImFont& font_;
  Area area_;
  std::vector<Area> taken_;
};

struct NamedEdge {
  std::size_t axis;
  Projected low, high;
};

// Each axis is named at the edge of the cube's outline: along the floor nearest to the eye, upright at the left.
void draw_axis_names(ImDrawList& list, const Cloud& cloud, const Ranges& ranges, const Projection& camera,
                     const Area& area, const ViewContext& context) {
  const float floor_z = context.state.cloud.camera.pitch >= 0 ? -1.0f : 1.0f;
  std::array<NamedEdge, 3> edges;
  const auto nearer = [](const Projected& a, const Projected& b) { return a.depth > b.depth; };
  const float y_side = nearer(camera.project(0, 1, floor_z), camera.project(0, -1, floor_z)) ? 1.0f : -1.0f;
  const float x_side = nearer(camera.project(1, 0, floor_z), camera.project(-1, 0, floor_z)) ? 1.0f : -1.0f;
  edges[0] = {0, camera.project(-1, y_side, floor_z), camera.project(1, y_side, floor_z)};
  edges[1] = {1, camera.project(x_side, -1, floor_z), camera.project(x_side, 1, floor_z)};
  float best = 1e9f, best_x = 1, best_y = 1;
  for (const float a : {-1.0f, 1.0f})
    for (const float b : {-1.0f, 1.0f}) {
      const float left = camera.project(a, b, 0).at.x;
      if (left < best) best = left, best_x = a, best_y = b;
    }
  edges[2] = {2, camera.project(best_x, best_y, -1), camera.project(best_x, best_y, 1)};

  Labels labels(list, *context.theme.fonts.small, area);
  const ImVec2 center = camera.project(0, 0, 0).at;
  const auto away_from_center = [&](const NamedEdge& edge) {
    const ImVec2 away = (edge.low.at + edge.high.at) * 0.5f - center;
    return away * (context.px(15) / std::max(std::hypot(away.x, away.y), 1.0f));
  };
  for (const NamedEdge& edge : edges) {
    const ImVec2 away = away_from_center(edge), at = (edge.low.at + edge.high.at) * 0.5f + away * 1.5f;
    const std::string_view given = cloud.axes[edge.axis].label,
                           label = given.empty() ? std::string_view("xyz").substr(edge.axis, 1) : given;
    const float align = away.x > context.px(6) ? 0.0f : away.x < -context.px(6) ? 1.0f : 0.5f;
    labels.write(at, align, context.theme.text, label);
  }
  for (const NamedEdge& edge : edges) {
    // An axis seen from its end has no room for numbers.
    const ImVec2 along = edge.high.at - edge.low.at;
    if (std::hypot(along.x, along.y) < context.px(40)) continue;
    const Axis& axis = cloud.axes[edge.axis];
    const TickRoom room{std::hypot(along.x, along.y), [&](std::string_view) { return context.px(24); }, 0,
                        context.px(44)};
    for (const Tick& tick : linear_ticks(ranges.low[edge.axis], ranges.high[edge.axis], room)) {
      const float t = (ranges.unit(edge.axis, tick.value) + 1) / 2;
      const bool is_named = !axis.names.empty();
      const double number = tick.value - axis.first_name;
      const bool has_name = is_named && number >= 0 && number < static_cast<double>(axis.names.size());
      const std::string_view text =
          has_name ? std::string_view(axis.names[static_cast<std::size_t>(number)]) : std::string_view(tick.text);
      if (is_named && !has_name) continue;
      labels.write(edge.low.at + along * t + away_from_center(edge), 0.5f, context.theme.muted, text);
    }
  }
}

void draw_surface(ImDrawList& list, const CloudSurface& surface, const Ranges& ranges, const Projection& camera,
                  const ViewContext& context) {
  if (surface.rows < 2 || surface.cols < 2 ||
      surface.z.size() < static_cast<std::size_t>(surface.rows) * static_cast<std::size_t>(surface.cols))
    return;
  const ImU32 color = context.theme.color(surface.color);
  const auto at = [&](int row, int column) {
    const double u = static_cast<double>(column) / (surface.cols - 1),
                 v = static_cast<double>(row) / (surface.rows - 1);
    const float z = surface.z[static_cast<std::size_t>(row) * static_cast<std::size_t>(surface.cols) +
                              static_cast<std::size_t>(column)];
    return camera.project(ranges.unit(0, surface.x.low + u * (surface.x.high - surface.x.low)),
                          ranges.unit(1, surface.y.low + v * (surface.y.high - surface.y.low)), ranges.unit(2, z));
  };
  // Rows from far to near, and so the cells of a row: the mesh covers itself rightly.
  const bool rows_up = at(0, 0).depth < at(surface.rows - 1, 0).depth,
             columns_up = at(0, 0).depth < at(0, surface.cols - 1).depth;
  const int row_stride = std::max(1, surface.rows / 48), column_stride = std::max(1, surface.cols / 48);
  for (int i = 0; i + row_stride < surface.rows; i += row_stride)
    for (int j = 0; j + column_stride < surface.cols; j += column_stride) {
      const int row = rows_up ? i : surface.rows - 1 - row_stride - i,
                column = columns_up ? j : surface.cols - 1 - column_stride - j;
      const Projected a = at(row, column), b = at(row, column + column_stride);
      const Projected c = at(row + row_stride, column + column_stride), d = at(row + row_stride, column);
      if (!std::isfinite(a.at.y + b.at.y + c.at.y + d.at.y)) continue;
      list.AddQuadFilled(a.at, b.at, c.at, d.at, faded(mixed(context.theme.surface, color, 0.35f), 0.82f));
      list.AddQuad(a.at, b.at, c.at, d.at, faded(color, 0.55f), context.px(0.8f));
    }
}

void draw_points(ImDrawList& list, const Cloud& cloud, const Ranges& ranges, const Projection& camera,
                 ViewContext& context) {
  std::vector<CloudPoint>& points = context.state.cloud.points;
  points.clear();
  for (std::size_t i = 0; i + 2 < cloud.xyz.size(); i += 3) {
    const Projected p = camera.project(ranges.unit(0, cloud.xyz[i]), ranges.unit(1, cloud.xyz[i + 1]),
                                       ranges.unit(2, cloud.xyz[i + 2]));
    if (std::isfinite(p.at.x + p.at.y)) points.push_back({p.at, p.depth, static_cast<int>(i / 3)});
  }
  std::sort(points.begin(), points.end(), [](const CloudPoint& a, const CloudPoint& b) { return a.depth < b.depth; });
  const float radius = context.px(cloud.size_px), outline = context.px(points.size() > 1500 ? 0.5f : 1);
  const ImU32 edge = context.theme.dark ? IM_COL32(12, 15, 20, 255) : IM_COL32(255, 255, 255, 255);
  context.pictures.begin_markers(list, {Marker::circle, radius, outline, edge});
  for (const CloudPoint& point : points) {
    const auto index = static_cast<std::size_t>(point.index);
    const int role = cloud.color.empty() ? 0 : cloud.color[index < cloud.color.size() ? index : 0];
    // Farther points fade into the page.
    const float haze = std::clamp(0.28f - 0.2f * point.depth, 0.0f, 0.6f);
    add_marker_quad(list, point.at, radius + outline + 1,
                    mixed(context.theme.color(role), context.theme.surface, haze));
  }
  context.pictures.end(list);
}

}  // namespace

void CloudCamera::turn(float by_yaw, float by_pitch) {
  yaw = std::remainder(yaw + by_yaw, 6.2831853f);
  pitch = std::clamp(pitch + by_pitch, -1.5f, 1.5f);
}

void CloudCamera::magnify(float factor) { zoom = std::clamp(zoom * factor, 0.3f, 8.0f); }

void draw_cloud(const Cloud& cloud, ViewContext& context) {
  Area area = remaining_area();
  Legend legend(context);
  for (const CloudSurface& surface : cloud.surfaces)
    legend.add({surface.label, LegendMark::box, context.theme.color(surface.color)});
  for (const CloudName& name : cloud.names)
    legend.add({name.label, LegendMark::marker, context.theme.color(name.color)});
  legend.place(area);
  legend.draw_names();
  const Ranges ranges = ranges_of(cloud);
  turn(area, context);
  const Projection camera(context.state.cloud.camera, area, {context.px(44), context.px(20)});
  ImDrawList& list = *ImGui::GetWindowDrawList();
  draw_cube(list, camera, context);
  for (const CloudSurface& surface : cloud.surfaces) draw_surface(list, surface, ranges, camera, context);
  draw_points(list, cloud, ranges, camera, context);
  draw_axis_names(list, cloud, ranges, camera, area, context);
}

}  // namespace lectern
