#include "core/lab/panel.h"

#include <cmath>
#include <cstdio>

#include "core/lab/history.h"
#include "core/lab/snapshot.h"

namespace lectern {
namespace {

void assign(std::vector<float>& out, Values values) {
  out.resize(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) out[i] = static_cast<float>(values[i]);
}

void assign(Axis& axis, const AxisText& text) {
  axis.label.assign(text.label);
  axis.range = text.range;
  axis.logarithmic = text.logarithmic;
  axis.names.assign(text.names.begin(), text.names.end());
  axis.first_name = text.first_name;
}

float cell_centre(const Range& range, int cell, int cells) {
  return static_cast<float>(range.low + (range.high - range.low) * (cell + 0.5) / cells);
}

template <typename Layer>
void place_on_grid(Layer& layer, const PlanarGrid& grid, Values values) {
  layer.rows = grid.rows;
  layer.cols = grid.cols;
  layer.x = grid.x;
  layer.y = grid.y;
  assign(layer.values, values);
  layer.values.resize(static_cast<std::size_t>(grid.cells()));
}

}  // namespace

void PlanarGrid::centres(Matrix<float>& centres) const {
  centres.resize(cells(), 2);
  for (int row = 0; row < rows; ++row) {
    for (int col = 0; col < cols; ++col) {
      float* centre = centres.row(std::ptrdiff_t{row} * cols + col);
      centre[0] = cell_centre(x, col, cols);
      centre[1] = cell_centre(y, row, rows);
    }
  }
}

// ---- Plane -------------------------------------------------------------------------------------------------

Plane& Plane::axes(const AxisText& x_axis, const AxisText& y_axis) {
  assign(x, x_axis);
  assign(y, y_axis);
  equal_scale = false;
  return *this;
}

Plane& Plane::equal_axes(const AxisText& x_axis, const AxisText& y_axis) {
  axes(x_axis, y_axis);
  equal_scale = true;
  return *this;
}

Plane& Plane::accept_points(int classes) {
  accepts_points = true;
  point_classes = classes;
  return *this;
}

Plane& Plane::accept_latent_picks() {
  accepts_latent_picks = true;
  return *this;
}

FieldLayer& Plane::field(std::string_view label, const PlanarGrid& grid, Values values, const FieldStyle& style) {
  FieldLayer& layer = next<FieldLayer>();
  layer.label.assign(label);
  place_on_grid(layer, grid, values);
  layer.color = style.color;
  layer.map = style.map;
  layer.discrete_classes = style.discrete_classes;
  layer.show_scale = style.show_scale;
  layer.classes = 0;
  layer.scores.clear();
  layer.linear_scores = false;
  return layer;
}

ContourLayer& Plane::contours(std::string_view label, const PlanarGrid& grid, Values values,
                              const ContourStyle& style) {
  ContourLayer& layer = next<ContourLayer>();
  layer.label.assign(label);
  place_on_grid(layer, grid, values);
  assign(layer.levels, style.levels);
  layer.color = style.color;
  return layer;
}

PointsLayer& Plane::points(std::string_view label, const Places& places, const PointStyle& style) {
  PointsLayer& layer = next<PointsLayer>();
  layer.label.assign(label);
  assign(layer.x, places.x);
  assign(layer.y, places.y);
  if (style.colors.empty())
    layer.color.assign(1, style.color);
  else
    layer.color.assign(style.colors.begin(), style.colors.end());
  if (style.opacities.empty())
    layer.opacity.assign(1, style.opacity);
  else
    assign(layer.opacity, style.opacities);
  layer.marker = style.marker;
  layer.size_px = style.size_px;
  layer.drawn_by_user = style.drawn_by_user;
  layer.examples.assign(style.examples.begin(), style.examples.end());
  return layer;
}

PointsLayer& Plane::point(std::string_view label, double at_x, double at_y, const PointStyle& style) {
  return points(label, {{at_x}, {at_y}}, style);
}

LineLayer& Plane::line(std::string_view label, const Places& places, const LineStyle& style) {
  LineLayer& layer = next<LineLayer>();
  layer.label.assign(label);
  assign(layer.x, places.x);
  layer.y.resize(places.size());
  for (std::size_t i = 0; i < places.size(); ++i) layer.y[i] = static_cast<float>(std::max(places.y[i], style.least));
  layer.color = style.color;
  layer.width_px = style.width_px;
  layer.dashed = style.dashed;
  layer.run.clear();
  return layer;
}

LineLayer& Plane::line(std::string_view label, const History& history, std::size_t curve, const LineStyle& style) {
  LineLayer& layer = line(label, Places(), style);
  history.write(curve, layer.x, layer.y);
  for (float& value : layer.y) value = std::max(value, static_cast<float>(style.least));
  return layer;
}

LineLayer& Plane::steps(std::string_view label, Range range, Values contents, const LineStyle& style) {
  LineLayer& layer = line(label, Places(), style);
  const double width = (range.high - range.low) / static_cast<double>(std::max<std::size_t>(contents.size(), 1));
  for (std::size_t i = 0; i < contents.size(); ++i) {
    for (std::size_t end = 0; end < 2; ++end) {
      layer.x.push_back(static_cast<float>(range.low + width * static_cast<double>(i + end)));
      layer.y.push_back(static_cast<float>(std::max(contents[i], style.least)));
    }
  }
  return layer;
}

RuleLayer& Plane::level(std::string_view label, double at_y, const RuleStyle& style) {
  RuleLayer& layer = next<RuleLayer>();
  layer.label.assign(label);
  layer.at = at_y;
  layer.vertical = false;
  layer.color = style.color;
  layer.dashed = style.dashed;
  return layer;
}

RuleLayer& Plane::vertical(std::string_view label, double at_x, const RuleStyle& style) {
  RuleLayer& layer = level(label, at_x, style);
  layer.vertical = true;
  return layer;
}

StraightLayer& Plane::straight(std::string_view label, double a, double b, double c, const StraightStyle& style) {
  StraightLayer& layer = next<StraightLayer>();
  layer.label.assign(label);
  layer.a = a;
  layer.b = b;
  layer.c = c;
  layer.color = style.color;
  layer.dashed = style.dashed;
  layer.width_px = style.width_px;
  return layer;
}

BandLayer& Plane::band(std::string_view label, Values at, Values low, Values high, const Color& style) {
  BandLayer& layer = next<BandLayer>();
  layer.label.assign(label);
  assign(layer.x, at);
  assign(layer.low, low);
  assign(layer.high, high);
  layer.color = style.color;
  return layer;
}

BarsLayer& Plane::bars(std::string_view label, Range range, Values contents, const Color& style) {
  BarsLayer& layer = next<BarsLayer>();
  layer.label.assign(label);
  const double width = (range.high - range.low) / static_cast<double>(std::max<std::size_t>(contents.size(), 1));
  layer.x.resize(contents.size());
  for (std::size_t i = 0; i < contents.size(); ++i)
    layer.x[i] = static_cast<float>(range.low + width * (static_cast<double>(i) + 0.5));
  assign(layer.height, contents);
  layer.width = static_cast<float>(width);
  layer.color = style.color;
  return layer;
}

BarsLayer& Plane::bars(std::string_view label, Values at, Values heights, double width, const Color& style) {
  BarsLayer& layer = next<BarsLayer>();
  layer.label.assign(label);
  assign(layer.x, at);
  assign(layer.height, heights);
  layer.width = static_cast<float>(width);
  layer.color = style.color;
  return layer;
}

ArrowsLayer& Plane::arrows(std::string_view label, const Places& from, const Places& by, const Color& style) {
  ArrowsLayer& layer = next<ArrowsLayer>();
  layer.label.assign(label);
  assign(layer.x, from.x);
  assign(layer.y, from.y);
  assign(layer.dx, by.x);
  assign(layer.dy, by.y);
  layer.color = style.color;
  return layer;
}

ArrowsLayer& Plane::arrow(std::string_view label, double at_x, double at_y, double dx, double dy, const Color& style) {
  return arrows(label, {{at_x}, {at_y}}, {{dx}, {dy}}, style);
}

EllipsesLayer& Plane::ellipses(std::string_view label, std::span<const Gaussian2> gaussians,
                               std::span<const int> colors) {
  EllipsesLayer& layer = next<EllipsesLayer>();
  layer.label.assign(label);
  for (std::vector<float>* numbers : {&layer.x, &layer.y, &layer.xx, &layer.xy, &layer.yy}) numbers->clear();
  for (const Gaussian2& gaussian : gaussians) {
    layer.x.push_back(static_cast<float>(gaussian.x));
    layer.y.push_back(static_cast<float>(gaussian.y));
    layer.xx.push_back(static_cast<float>(gaussian.xx));
    layer.xy.push_back(static_cast<float>(gaussian.xy));
    layer.yy.push_back(static_cast<float>(gaussian.yy));
  }
  layer.color.assign(colors.begin(), colors.end());
  return layer;
}

HandlesLayer& Plane::handle(std::string_view id, std::string_view label, double at_x, double at_y, const Color& style) {
  HandlesLayer& layer = next<HandlesLayer>();
  layer.label.assign(label);
  layer.id.resize(1);
  layer.id[0].assign(id);
  layer.x.assign(1, static_cast<float>(at_x));
  layer.y.assign(1, static_cast<float>(at_y));
  layer.color = style.color;
  layer.horizontal_only = false;
  return layer;
}

HandlesLayer& Plane::threshold(std::string_view id, std::string_view label, double at_x, const Color& style) {
  HandlesLayer& layer = handle(id, label, at_x, 0, style);
  layer.horizontal_only = true;
  return layer;
}

// ---- Images, Network, Tree, Matrix, Distribution, Cloud ------------------------------------------------------

Images& Images::setup(const ImagesSetup& setup) {
  map = setup.map;
  columns = setup.columns;
  picks_parameter.assign(setup.picks_parameter);
  picks_pixels = setup.picks_pixels;
  numbers = setup.numbers;
  drawable = setup.drawable;
  return *this;
}

TileRow& Images::row(std::string_view name, Range color, std::optional<ColorMap> map_of_row) {
  TileRow& row = rows.next();
  row.name.assign(name);
  row.color = color;
  row.map = map_of_row;
  return row;
}

Tile& Images::tile(std::string_view label, Values values, int height, int width, const TileStyle& style) {
  Tile& tile = tiles.next();
  tile.label.assign(label);
  tile.width = width;
  tile.height = height;
  assign(tile.values, values);
  tile.color = style.color;
  tile.frame = style.frame;
  tile.pick = style.pick;
  tile.row = static_cast<int>(rows.size()) - 1;
  tile.mark = style.mark;
  tile.channels = style.channels;
  return tile;
}

Range symmetric_range(Values values) {
  double largest = 0;
  for (std::size_t i = 0; i < values.size(); ++i) largest = std::max(largest, std::fabs(values[i]));
  return {-largest, largest};
}

Network& Network::fields(const PlanarGrid& grid, Range color) {
  field_rows = grid.rows;
  field_cols = grid.cols;
  field_x = grid.x;
  field_y = grid.y;
  field_color = color;
  picks_parameter.clear();
  one_example = editable = false;
  return *this;
}

NetworkLayer& Network::layer(std::string_view label, int neurons, Values weights, std::string_view note) {
  NetworkLayer& layer = layers.next();
  layer.label.assign(label);
  layer.note.assign(note);
  assign(layer.weights, weights);
  layer.neurons.rewind();
  for (int i = 0; i < neurons; ++i) {
    Neuron& neuron = layer.neurons.next();
    neuron.label.clear();
    neuron.field.clear();
    neuron.bias = neuron.activation = neuron.gradient = 0;
    neuron.dropped = false;
  }
  return layer;
}

NetworkButton& Network::button(std::string_view label, std::string_view parameter, std::string_view value, int layer,
                               bool is_on) {
  NetworkButton& button = buttons.next();
  button.label.assign(label);
  button.parameter.assign(parameter);
  button.value.assign(value);
  button.layer = layer;
  button.is_on = is_on;
  return button;
}

Tree& Tree::setup(bool is_dendrogram, std::string_view label_of_height) {
  dendrogram = is_dendrogram;
  height_label.assign(label_of_height);
  has_cut = false;
  cut_height = 0;
  return *this;
}

Tree& Tree::cut(double height) {
  has_cut = true;
  cut_height = static_cast<float>(height);
  return *this;
}

TreeNode& Tree::node(std::string_view label, const NodeStyle& style) {
  TreeNode& node = nodes.next();
  node.label.assign(label);
  node.left = style.left;
  node.right = style.right;
  node.height = static_cast<float>(style.height);
  node.color = style.color;
  node.weight = static_cast<float>(style.weight);
  return node;
}

MatrixCells& MatrixCells::cells(int row_count, int column_count, Values cell_values, const MatrixStyle& style) {
  rows = row_count;
  cols = column_count;
  assign(values, cell_values);
  decimals = style.decimals;
  map = style.map;
  color = style.color;
  editable = style.editable;
  row_labels.clear();
  col_labels.clear();
  row_title.clear();
  col_title.clear();
  return *this;
}

MatrixCells& MatrixCells::labels(std::string_view rows_title, std::span<const std::string> of_rows,
                                 std::string_view cols_title, std::span<const std::string> of_cols) {
  row_title.assign(rows_title);
  col_title.assign(cols_title);
  row_labels.assign(of_rows.begin(), of_rows.end());
  col_labels.assign(of_cols.begin(), of_cols.end());
  return *this;
}

Distribution& Distribution::axes(const AxisText& value_axis, std::string_view label_of_weights) {
  assign(value, value_axis);
  weight_label.assign(label_of_weights);
  violins = false;
  return *this;
}

DistributionGroup& Distribution::group(std::string_view label, ColorRole color) {
  DistributionGroup& group = groups.next();
  group.label.assign(label);
  group.color = color;
  group.median = 0;
  for (std::vector<float>* numbers : {&group.edges, &group.weights, &group.at, &group.density}) numbers->clear();
  return group;
}

DistributionGroup& Distribution::histogram(std::string_view label, Values edges, Values contents, const Color& style) {
  DistributionGroup& histogram = group(label, style.color);
  assign(histogram.edges, edges);
  assign(histogram.weights, contents);
  return histogram;
}

DistributionGroup& Distribution::violin(std::string_view label, Values at, Values density, double median,
                                        const Color& style) {
  violins = true;
  DistributionGroup& violin = group(label, style.color);
  assign(violin.at, at);
  assign(violin.density, density);
  violin.median = static_cast<float>(median);
  return violin;
}

Cloud& Cloud::setup(const AxisText& x, const AxisText& y, const AxisText& z, double point_size_px) {
  assign(axes[0], x);
  assign(axes[1], y);
  assign(axes[2], z);
  size_px = static_cast<float>(point_size_px);
  xyz.clear();
  color.clear();
  return *this;
}

Cloud& Cloud::points(ConstMatrixView<float> places, std::span<const int> colors) {
  for (std::ptrdiff_t i = 0; i < places.rows; ++i) {
    xyz.insert(xyz.end(), places.row(i), places.row(i) + 3);
    color.push_back(colors.size() == 1 ? colors[0] : colors[static_cast<std::size_t>(i)]);
  }
  return *this;
}

Cloud& Cloud::name(std::string_view label, ColorRole color_of_points) {
  CloudName& name = names.next();
  name.label.assign(label);
  name.color = color_of_points;
  return *this;
}

Cloud& Cloud::point(double x, double y, double z, ColorRole role) {
  for (const double coordinate : {x, y, z}) xyz.push_back(static_cast<float>(coordinate));
  color.push_back(role);
  return *this;
}

CloudSurface& Cloud::surface(std::string_view label, int rows, int cols, Values z, Range x, Range y,
                             const Color& style) {
  CloudSurface& surface = surfaces.next();
  surface.label.assign(label);
  surface.rows = rows;
  surface.cols = cols;
  assign(surface.z, z);
  surface.x = x;
  surface.y = y;
  surface.color = style.color;
  return surface;
}

// ---- Table, Text -------------------------------------------------------------------------------------------

void write_number(std::string& out, double value, int digits) {
  if (std::isnan(value)) return static_cast<void>(out.assign("–"));
  if (std::isinf(value)) return static_cast<void>(out.assign(value > 0 ? "∞" : "−∞"));
  constexpr double kInFull = 1e7;
  const bool is_whole = digits == 0 && value == std::floor(value) && std::fabs(value) < kInFull;
  std::array<char, 40> text;
  const int length = is_whole ? std::snprintf(text.data(), text.size(), "%.0f", value)
                              : std::snprintf(text.data(), text.size(), "%.*g", digits > 0 ? digits : 4, value);
  out.assign(text.data(), static_cast<std::size_t>(length));
}

std::string number_in_words(double value, int digits) {
  std::string text;
  write_number(text, value, digits);
  return text;
}

Cell::Cell(const Metric& metric) : value_(metric.value), digits_(metric.digits), is_number_(true) {}

void Cell::write(std::string& out) const {
  if (is_number_)
    write_number(out, value_, digits_);
  else
    out.assign(text_);
}

Table& Table::head(std::initializer_list<std::string_view> headings) {
  columns.resize(headings.size());
  std::size_t column = 0;
  for (const std::string_view heading : headings) columns[column++].assign(heading);
  return *this;
}

TableRow& Table::row(std::initializer_list<Cell> cells, const Color& style) {
  TableRow& row = rows.next();
  row.cells.resize(columns.size());
  for (std::string& cell : row.cells) cell.clear();
  std::size_t column = 0;
  for (const Cell& cell : cells)
    if (column < row.cells.size()) cell.write(row.cells[column++]);
  row.color = style.color;
  return row;
}

TextLine& Text::line(TextStyle style, std::string_view text) {
  TextLine& line = lines.next();
  line.style = style;
  line.text.assign(text);
  line.value = 0;
  line.digits = 0;
  line.unit.clear();
  line.note.clear();
  return line;
}

TextLine& Text::value(std::string_view label, double number, const ValueStyle& style) {
  TextLine& value = line(TextStyle::value, label);
  value.value = number;
  value.digits = style.digits;
  value.unit.assign(style.unit);
  value.note.assign(style.note);
  return value;
}

std::string value_in_words(const TextLine& line) {
  std::string text = number_in_words(line.value, line.digits);
  // What is unknown has no unit; an angle's stands close to its number.
  if (!line.unit.empty() && std::isfinite(line.value)) text.append(line.unit == "°" ? "" : " ").append(line.unit);
  if (!line.note.empty()) text.append(" ").append(line.note);
  return text;
}

}  // namespace lectern
