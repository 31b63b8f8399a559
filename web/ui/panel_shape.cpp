#include "web/ui/panel_shape.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string_view>

#include "web/views/drawing.h"
#include "web/views/list_layout.h"
#include "web/views/tree_map.h"

namespace lectern {

namespace {

// Ticks and names of axes, a colour scale, and marks of the legend, in logical px.
constexpr float kAxisLeft = 62, kAxisBelow = 50, kColorScale = 54, kLegendMark = 35, kPointChip = 34;

class Shaper {
 public:
  Shaper(const Theme& theme, ViewState& state, float header) : theme_(theme), state_(state), header_(header) {}

  PackedItem operator()(const Plane& plane) {
    PackedItem item = plot(plane.comparable ? 1.75f : 1.4f);
    item.legend_line = line_height(*theme_.fonts.small) + px(5);
    for (const PlaneLayer& layer : plane.layers) {
      const std::string_view label = label_of(layer);
      if (!label.empty()) item.legend_width += text_width(*theme_.fonts.small, label) + px(kLegendMark);
    }
    if (plane.accepts_points) item.legend_width += px(kPointChip) * static_cast<float>(plane.point_classes + 2);
    if (item.legend_width <= 0) item.legend_line = 0;
    // Rows with names, each of which is to be read.
    constexpr std::size_t kFewRows = 8;
    if (plane.y.names.size() > kFewRows) {
      const auto rows = static_cast<float>(plane.y.names.size());
      item.aspect = std::min(item.aspect, 14 / rows);
      item.least_height = std::max(item.least_height, px(15) * rows + item.frame_height);
    }
    if (!plane.equal_scale) return item;
    if (has_scaled_field(plane)) item.frame_width += px(kColorScale);
    item.rigid = true;
    item.aspect = aspect_of(plane);
    item.least_width = px(150) * std::max(1.0f, std::sqrt(item.aspect)) + item.frame_width;
    item.least_height = px(150) / std::max(1.0f, std::sqrt(item.aspect)) + item.frame_height;
    return item;
  }

  PackedItem operator()(const Images& images) {
    if (images.drawable) return pad(images);
    PackedItem item = picture(1.5f, 190, 140);
    if (images.tiles.size() == 1) {
      const Tile& tile = images.tiles[0];
      const float cells = static_cast<float>(std::max(1, tile.width)) / static_cast<float>(std::max(1, tile.height));
      item.aspect = std::clamp(cells, 0.5f, 2.5f);
    } else if (images.columns > 0) {
      const float rows = std::ceil(static_cast<float>(images.tiles.size()) / static_cast<float>(images.columns));
      item.aspect = std::clamp(static_cast<float>(images.columns) / std::max(rows, 1.0f), 0.6f, 3.0f);
      item.tiles = true;
      item.frame_height += rows * state_.images.label_height;
    } else {
      item.aspect = aspect_of_rows(images);
    }
    return item;
  }

  PackedItem operator()(const Network&) { return picture(1.5f, 300, 210); }
  PackedItem operator()(const Tree& tree) {
    if (!is_map(tree)) return picture(1.5f, 250, 190);
    // Each row is to be read, and tapped.
    const auto rows = static_cast<float>(map_rows(tree));
    PackedItem item = picture(std::min(1.5f, 20 / rows), 300, 0);
    item.least_height = item.frame_height + px(24) * rows;
    return item;
  }

  PackedItem operator()(const MatrixCells& matrix) {
    const auto rows = static_cast<float>(std::max(1, matrix.rows)), cols = static_cast<float>(std::max(1, matrix.cols));
    return picture(std::clamp(cols / rows, 0.6f, 2.5f), std::min(90 + 26 * cols, 420.0f),
                   std::min(110 + 20 * rows, 380.0f));
  }

  PackedItem operator()(const Distribution&) { return plot(1.6f); }

  PackedItem operator()(const Cloud&) { return picture(1.1f, 230, 230); }

  PackedItem operator()(const Table& table) {
    std::size_t key = table.rows.size() * 1000003;
    for (const std::string& head : table.columns) add_to(key, std::hash<std::string>{}(head));
    for (const TableRow& row : table.rows)
      for (const std::string& cell : row.cells) add_to(key, cell.size());
    return list(
        key, table.rows.size(), [&] { return least_table_width(table, theme_); },
        [&](float width) { return table_height(table, width, theme_); });
  }

  PackedItem operator()(const Text& text) {
    std::size_t key = text.lines.size() * 1000003 + 1;
    for (const TextLine& line : text.lines) add_to(key, line.text.size() + 64 * static_cast<std::size_t>(line.style));
    return list(
        key, text.lines.size(), [&] { return least_text_width(text, theme_); },
        [&](float width) { return text_height(text, width, theme_); });
  }

 private:
  float px(float logical) const { return theme_.px(logical); }

  static std::string_view label_of(const PlaneLayer& layer) {
    return std::visit([](const auto& each) { return std::string_view(each.label); }, layer);
  }

  static void add_to(std::size_t& key, std::size_t value) { key = key * 31 + value; }

  static bool has_scaled_field(const Plane& plane) {
    return std::any_of(plane.layers.begin(), plane.layers.end(), [](const PlaneLayer& layer) {
      const auto* field = std::get_if<FieldLayer>(&layer);
      return field != nullptr && field->show_scale && !field->discrete_classes;
    });
  }

  PackedItem picture(float aspect, float least_width, float least_height) const {
    PackedItem item;
    item.aspect = aspect;
    item.least_width = px(least_width);
    item.least_height = px(least_height);
    item.frame_width = 2 * px(kPanelSide_px);
    item.frame_height = header_ + px(kPanelFoot_px);
    return item;
  }

  PackedItem plot(float aspect) const {
    constexpr float kLeastWidth = 150, kLeastHeight = 96;
    PackedItem item = picture(aspect, 0, 0);
    item.frame_width += px(kAxisLeft);
    item.frame_height += px(kAxisBelow);
    item.least_width = item.frame_width + px(kLeastWidth);
    item.least_height = item.frame_height + px(kLeastHeight);
    return item;
  }

  // A square to draw on, with its tools below.
  PackedItem pad(const Images& images) const {
    PackedItem item = picture(1, 240, 270);
    if (images.tiles.size() != 1) return item;
    item.rigid = true;
    item.frame_height += px(40) + line_height(*theme_.fonts.small);
    return item;
  }

  // Layers of a network, each in rows of its own.
  static float aspect_of_rows(const Images& images) {
    float rows = 0, longest = 1, run = 0;
    for (std::size_t i = 0; i < images.tiles.size(); ++i) {
      const Tile& tile = images.tiles[i];
      const bool anew = i == 0 || tile.width != images.tiles[i - 1].width || tile.height != images.tiles[i - 1].height;
      if (anew) ++rows, run = 0;
      longest = std::max(longest, ++run);
    }
    return rows > 1 ? std::clamp(longest / rows, 0.8f, 2.0f) : 1.5f;
  }

  // Width / height of what is shown: as described, or as fitted to the content in the frame before.
  float aspect_of(const Plane& plane) const {
    const PlotLimits& fitted = state_.plot.fitted;
    const auto extent = [&](const Axis& axis, double low, double high) {
      if (axis.range.low < axis.range.high) return axis.range.high - axis.range.low;
      return state_.plot.fitted_once ? high - low : 1.0;
    };
    const double x = extent(plane.x, fitted.x_low, fitted.x_high), y = extent(plane.y, fitted.y_low, fitted.y_high);
    return x > 0 && y > 0 ? std::clamp(static_cast<float>(x / y), 0.4f, 3.0f) : 1.0f;
  }

  // Its heights are measured anew when its lines are others, not with every number.
  template <typename LeastWidth, typename Height>
  PackedItem list(std::size_t key, std::size_t lines, LeastWidth least_width, Height height) {
    const float sides = 2 * px(kPanelSide_px), title = header_ + px(kPanelFoot_px);
    add_to(key, static_cast<std::size_t>(theme_.px(1000)));
    add_to(key, static_cast<std::size_t>(header_));
    ListHeights& heights = state_.list_heights;
    if (state_.list_key != key || !heights.is_list()) {
      state_.list_key = key;
      // A sentence that changes with every step does not make its box tremble.
      const bool same_lines = state_.list_lines == lines && state_.list_title == title;
      const ListHeights before = same_lines ? heights : ListHeights{};
      heights.least_width = std::max(std::ceil(least_width()) + sides, before.least_width);
      heights.step = px(40);
      for (std::size_t i = 0; i < ListHeights::kWidths; ++i) {
        const float inner = heights.least_width - sides + static_cast<float>(i) * heights.step;
        heights.heights[i] = std::ceil(height(inner)) + title + px(4);
      }
      if (heights.least_width == before.least_width && heights.step == before.step)
        for (std::size_t i = 0; i < ListHeights::kWidths; ++i)
          heights.heights[i] = std::max(heights.heights[i], before.heights[i]);
      state_.list_lines = lines;
      state_.list_title = title;
    }
    PackedItem item = picture(1.5f, 150, 110);
    item.list = heights;
    item.least_width = heights.least_width;
    // The first lines at least; a short list whole, if need be in smaller letters.
    item.whole_up_to = px(330);
    item.least_height = 0.86f * std::min(heights.heights.back(), item.whole_up_to);
    return item;
  }

  const Theme& theme_;
  ViewState& state_;
  float header_;
};

// Numbers answer what a picture asks.
float importance_of(const Panel& panel) {
  const float list = std::holds_alternative<Text>(panel.content)    ? 2.2f
                     : std::holds_alternative<Table>(panel.content) ? 0.8f
                                                                    : 0.0f;
  return static_cast<float>(panel.weight) + list;
}

std::size_t index_of(const ReusableList<Panel>& panels, std::string_view id) {
  std::size_t at = 0;
  while (at < panels.size() && panels[at].id != id) ++at;
  return at;
}

}  // namespace

PackedItem shape_of(const Panel& panel, const Theme& theme, ViewState& state, float header) {
  PackedItem item = std::visit(Shaper(theme, state, header), panel.content);
  item.weight = 1 + 0.5f * static_cast<float>(std::clamp(panel.weight, 1, 4));
  return item;
}

std::vector<std::size_t> by_importance(const ReusableList<Panel>& panels, std::string_view lead,
                                       std::span<const std::string> called) {
  std::vector<std::size_t> order, rest;
  const auto take = [&](std::size_t index) {
    if (index < panels.size() && std::find(order.begin(), order.end(), index) == order.end()) order.push_back(index);
  };
  take(index_of(panels, lead));
  if (order.empty()) {
    std::size_t heaviest = 0;
    for (std::size_t i = 1; i < panels.size(); ++i)
      if (panels[i].weight > panels[heaviest].weight) heaviest = i;
    take(heaviest);
  }
  for (const std::string& id : called) take(index_of(panels, id));
  for (std::size_t i = 0; i < panels.size(); ++i) rest.push_back(i);
  std::stable_sort(rest.begin(), rest.end(),
                   [&](std::size_t a, std::size_t b) { return importance_of(panels[a]) > importance_of(panels[b]); });
  for (const std::size_t index : rest) take(index);
  return order;
}

}  // namespace lectern
