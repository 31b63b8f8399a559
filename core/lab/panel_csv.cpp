#include "core/lab/panel_csv.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string_view>

#include "core/lab/text.h"

namespace lectern {
namespace {

class CsvTable {
 public:
  explicit CsvTable(std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) cell(name);
    end();
  }
  CsvTable() = default;

  CsvTable& cell(std::string_view text) {
    separate();
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
      text_ += text;
      return *this;
    }
    text_ += '"';
    for (const char c : text) {
      if (c == '"') text_ += '"';
      text_ += c;
    }
    text_ += '"';
    return *this;
  }
  CsvTable& cell(float value) {
    separate();
    if (std::isfinite(value))
      text_ += number_text(value);
    else if (!std::isnan(value))  // what is not known is an empty cell
      text_ += value > 0 ? "inf" : "-inf";
    return *this;
  }
  CsvTable& cell(int value) {
    separate();
    text_ += std::to_string(value);
    return *this;
  }
  CsvTable& empty(int cells = 1) {
    for (; cells > 0; --cells) separate();
    return *this;
  }
  void end() {
    text_ += '\n';
    at_start_ = true;
  }
  std::string take() { return std::move(text_); }

 private:
  void separate() {
    if (!at_start_) text_ += ',';
    at_start_ = false;
  }
  std::string text_;
  bool at_start_ = true;
};

int role_at(const std::vector<int>& roles, std::size_t i) {
  return roles.empty() ? 0 : roles[i < roles.size() ? i : 0];
}

// Columns of a Plane: layer, kind, x, y, value, low, high, dx, dy, xx, xy, yy, class.
struct PlaneRows {
  CsvTable& table;

  void grid(std::string_view kind, const std::string& label, int rows, int cols, const std::vector<float>& values,
            const Range& x, const Range& y) const {
    for (int row = 0; row < rows; ++row)
      for (int column = 0; column < cols; ++column) {
        const auto index =
            static_cast<std::size_t>(row) * static_cast<std::size_t>(cols) + static_cast<std::size_t>(column);
        if (index >= values.size()) return;
        table.cell(label).cell(kind);
        table.cell(static_cast<float>(x.low + (column + 0.5) * (x.high - x.low) / cols));
        table.cell(static_cast<float>(y.low + (row + 0.5) * (y.high - y.low) / rows));
        table.cell(values[index]).empty(8).end();
      }
  }
  void operator()(const FieldLayer& layer) const {
    grid("field", layer.label, layer.rows, layer.cols, layer.values, layer.x, layer.y);
  }
  void operator()(const ContourLayer& layer) const {
    grid("contour", layer.label, layer.rows, layer.cols, layer.values, layer.x, layer.y);
  }
  void operator()(const PointsLayer& layer) const {
    for (std::size_t i = 0; i < std::min(layer.x.size(), layer.y.size()); ++i)
      table.cell(layer.label)
          .cell("point")
          .cell(layer.x[i])
          .cell(layer.y[i])
          .empty(8)
          .cell(role_at(layer.color, i))
          .end();
  }
  void operator()(const LineLayer& layer) const {
    for (std::size_t i = 0; i < std::min(layer.x.size(), layer.y.size()); ++i)
      table.cell(layer.label).cell("line").cell(layer.x[i]).cell(layer.y[i]).empty(9).end();
  }
  void operator()(const BandLayer& layer) const {
    for (std::size_t i = 0; i < std::min({layer.x.size(), layer.low.size(), layer.high.size()}); ++i)
      table.cell(layer.label)
          .cell("band")
          .cell(layer.x[i])
          .empty(2)
          .cell(layer.low[i])
          .cell(layer.high[i])
          .empty(6)
          .end();
  }
  void operator()(const ArrowsLayer& layer) const {
    for (std::size_t i = 0; i < std::min({layer.x.size(), layer.y.size(), layer.dx.size(), layer.dy.size()}); ++i)
      table.cell(layer.label)
          .cell("arrow")
          .cell(layer.x[i])
          .cell(layer.y[i])
          .empty(3)
          .cell(layer.dx[i])
          .cell(layer.dy[i])
          .empty(4)
          .end();
  }
  void operator()(const EllipsesLayer& layer) const {
    const std::size_t count =
        std::min({layer.x.size(), layer.y.size(), layer.xx.size(), layer.xy.size(), layer.yy.size()});
    for (std::size_t i = 0; i < count; ++i) {
      table.cell(layer.label).cell("ellipse").cell(layer.x[i]).cell(layer.y[i]).empty(5);
      table.cell(layer.xx[i]).cell(layer.xy[i]).cell(layer.yy[i]).cell(role_at(layer.color, i)).end();
    }
  }
  void operator()(const BarsLayer& layer) const {
    for (std::size_t i = 0; i < std::min(layer.x.size(), layer.height.size()); ++i)
      table.cell(layer.label).cell("bar").cell(layer.x[i]).cell(layer.height[i]).empty(9).end();
  }
  void operator()(const HandlesLayer& layer) const {
    for (std::size_t i = 0; i < std::min({layer.id.size(), layer.x.size(), layer.y.size()}); ++i)
      table.cell(layer.id[i]).cell("handle").cell(layer.x[i]).cell(layer.y[i]).empty(9).end();
  }
  void operator()(const RuleLayer& layer) const {
    const auto at = static_cast<float>(layer.at);
    table.cell(layer.label).cell("rule");
    if (layer.vertical)
      table.cell(at).empty(10).end();
    else
      table.empty().cell(at).empty(9).end();
  }
  // The place nearest to the origin, and the line's direction.
  void operator()(const StraightLayer& layer) const {
    const double square = layer.a * layer.a + layer.b * layer.b;
    table.cell(layer.label).cell("straight");
    table.cell(static_cast<float>(layer.a * layer.c / square)).cell(static_cast<float>(layer.b * layer.c / square));
    table.empty(3).cell(static_cast<float>(-layer.b)).cell(static_cast<float>(layer.a)).empty(4).end();
  }
};

// The lines of a comparable plane, with those of earlier runs.
std::string csv_of_lines(const Plane& plane) {
  CsvTable table{"series", "run", "x", "y"};
  for (const PlaneLayer& layer : plane.layers) {
    const auto* line = std::get_if<LineLayer>(&layer);
    if (line == nullptr) continue;
    for (std::size_t i = 0; i < std::min(line->x.size(), line->y.size()); ++i)
      table.cell(line->label).cell(line->run.empty() ? "current" : line->run).cell(line->x[i]).cell(line->y[i]).end();
  }
  return table.take();
}

std::string csv_of(const Plane& plane) {
  if (plane.comparable) return csv_of_lines(plane);
  CsvTable table{"layer", "kind", "x", "y", "value", "low", "high", "dx", "dy", "xx", "xy", "yy", "class"};
  for (const PlaneLayer& layer : plane.layers) std::visit(PlaneRows{table}, layer);
  return table.take();
}

std::string csv_of(const Images& images) {
  CsvTable table{"picture", "label", "row", "column", "value"};
  for (std::size_t t = 0; t < images.tiles.size(); ++t) {
    const Tile& tile = images.tiles[t];
    for (std::size_t i = 0; tile.width > 0 && i < tile.values.size(); ++i) {
      const int pixel = static_cast<int>(i) / tile.channels;
      table.cell(static_cast<int>(t))
          .cell(tile.label)
          .cell(pixel / tile.width)
          .cell(pixel % tile.width)
          .cell(tile.values[i])
          .end();
    }
  }
  return table.take();
}

std::string csv_of(const Network& network) {
  CsvTable table{"layer", "neuron", "name", "quantity", "index", "value"};
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const NetworkLayer& layer = network.layers[l];
    const std::size_t inputs = l == 0 ? 0 : network.layers[l - 1].neurons.size();
    for (std::size_t n = 0; n < layer.neurons.size(); ++n) {
      const Neuron& neuron = layer.neurons[n];
      const auto row = [&](std::string_view quantity) -> CsvTable& {
        return table.cell(static_cast<int>(l)).cell(static_cast<int>(n)).cell(neuron.label).cell(quantity);
      };
      row("bias").empty().cell(neuron.bias).end();
      row("activation").empty().cell(neuron.activation).end();
      row("gradient").empty().cell(neuron.gradient).end();
      row("dropped").empty().cell(neuron.dropped ? 1 : 0).end();
      for (std::size_t i = 0; i < inputs && n * inputs + i < layer.weights.size(); ++i)
        row("weight").cell(static_cast<int>(i)).cell(layer.weights[n * inputs + i]).end();
      for (std::size_t i = 0; i < neuron.field.size(); ++i)
        row("field").cell(static_cast<int>(i)).cell(neuron.field[i]).end();
    }
  }
  return table.take();
}

std::string csv_of(const Tree& tree) {
  CsvTable table{"node", "label", "left", "right", "height", "weight"};
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    const TreeNode& node = tree.nodes[i];
    table.cell(static_cast<int>(i))
        .cell(node.label)
        .cell(node.left)
        .cell(node.right)
        .cell(node.height)
        .cell(node.weight)
        .end();
  }
  return table.take();
}

// As it is seen: column names first, a row's name before its values.
std::string csv_of(const MatrixCells& matrix) {
  CsvTable table;
  const auto name = [](const std::vector<std::string>& labels, int i) {
    return static_cast<std::size_t>(i) < labels.size() ? labels[static_cast<std::size_t>(i)] : std::to_string(i);
  };
  table.cell(matrix.row_title);
  for (int column = 0; column < matrix.cols; ++column) table.cell(name(matrix.col_labels, column));
  table.end();
  for (int row = 0; row < matrix.rows; ++row) {
    table.cell(name(matrix.row_labels, row));
    for (int column = 0; column < matrix.cols; ++column) {
      const auto index =
          static_cast<std::size_t>(row) * static_cast<std::size_t>(matrix.cols) + static_cast<std::size_t>(column);
      if (index < matrix.values.size())
        table.cell(matrix.values[index]);
      else
        table.empty();
    }
    table.end();
  }
  return table.take();
}

std::string csv_of(const Distribution& distribution) {
  CsvTable table{"group", "low", "high", "weight"};
  for (const DistributionGroup& group : distribution.groups) {
    const std::size_t bins = group.edges.empty() ? 0 : std::min(group.edges.size() - 1, group.weights.size());
    for (std::size_t i = 0; i < bins && !distribution.violins; ++i)
      table.cell(group.label).cell(group.edges[i]).cell(group.edges[i + 1]).cell(group.weights[i]).end();
    for (std::size_t i = 0; i < std::min(group.at.size(), group.density.size()) && distribution.violins; ++i)
      table.cell(group.label).cell(group.at[i]).cell(group.at[i]).cell(group.density[i]).end();
  }
  return table.take();
}

std::string csv_of(const Cloud& cloud) {
  CsvTable table{"part", "x", "y", "z", "class"};
  for (std::size_t i = 0; i + 2 < cloud.xyz.size(); i += 3)
    table.cell("point")
        .cell(cloud.xyz[i])
        .cell(cloud.xyz[i + 1])
        .cell(cloud.xyz[i + 2])
        .cell(role_at(cloud.color, i / 3))
        .end();
  for (const CloudSurface& surface : cloud.surfaces)
    for (int row = 0; row < surface.rows; ++row)
      for (int column = 0; column < surface.cols; ++column) {
        const auto index =
            static_cast<std::size_t>(row) * static_cast<std::size_t>(surface.cols) + static_cast<std::size_t>(column);
        if (index >= surface.z.size()) break;
        const auto along = [](const Range& range, int i, int count) {
          return static_cast<float>(range.low + (range.high - range.low) * i / std::max(count - 1, 1));
        };
        table.cell(surface.label)
            .cell(along(surface.x, column, surface.cols))
            .cell(along(surface.y, row, surface.rows));
        table.cell(surface.z[index]).empty().end();
      }
  return table.take();
}

std::string csv_of(const Table& described) {
  CsvTable table;
  for (const std::string& column : described.columns) table.cell(column);
  table.end();
  for (const TableRow& row : described.rows) {
    for (const std::string& cell : row.cells) table.cell(cell);
    table.end();
  }
  return table.take();
}

std::string csv_of(const Text& text) {
  CsvTable table{"style", "text", "value", "unit"};
  constexpr std::string_view kStyles[] = {"paragraph", "heading", "formula", "value", "warning"};
  for (const TextLine& line : text.lines) {
    table.cell(kStyles[static_cast<std::size_t>(line.style)]).cell(line.text);
    if (line.style == TextStyle::value)
      table.cell(number_text(line.value)).cell(line.unit).end();
    else
      table.empty(2).end();
  }
  return table.take();
}

}  // namespace

std::string export_csv(const Panel& panel) {
  return std::visit([](const auto& content) { return csv_of(content); }, panel.content);
}

}  // namespace lectern
