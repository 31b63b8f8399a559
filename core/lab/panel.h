#pragma once

#include <algorithm>
#include <array>
#include <initializer_list>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/lab/planar_grid.h"
#include "core/lab/range.h"
#include "core/lab/reusable_list.h"
#include "core/lab/sound.h"
#include "core/lab/values.h"

// Panels describe what there is to see, in plain values; the front end draws any description.
// Text is UTF-8. Arrays are row-major with the shapes given; colours are roles, never RGB.
// Each kind of panel has a few verbs (plane.points(…), table.row(…)) that append to it and return what they appended;
// they take numbers as they are (core/lab/values.h) and leave nothing of what the memory held before.
namespace lectern {

class History;
struct Metric;

enum class ColorMap { viridis, cividis, diverging, greys };

// Non-negative: class or series number, coloured from the categorical palette. Negative: a role.
using ColorRole = int;
constexpr ColorRole kColorForeground = -1;
constexpr ColorRole kColorMuted = -2;
constexpr ColorRole kColorGood = -3;
constexpr ColorRole kColorBad = -4;
constexpr ColorRole kColorAccent = -5;

enum class Marker { circle, square, diamond, triangle, cross, plus, ring };

struct Axis {
  std::string label;  // with its unit: "energy [J]"
  Range range;        // low == high: fitted to the content by the front end
  bool logarithmic = false;
  std::vector<std::string> names = {};  // of the places first_name, first_name + 1, …, in place of numbers
  double first_name = 0;
};
// An axis as a demo writes it: {.label = "step"}; names the demo has to make are put into Axis::names afterwards.
struct AxisText {
  std::string_view label{};
  Range range{};
  bool logarithmic = false;
  std::initializer_list<std::string_view> names{};
  double first_name = 0;
};

// ---- Plane: two-dimensional axes with layers, drawn in this order -------------------------------

struct FieldLayer {  // heat map
  std::string label;
  int rows = 0, cols = 0;
  std::vector<float> values;  // rows × cols, row 0 at y.low, cell centres inside the ranges
  Range x, y;                 // outer edges
  Range color;                // values at the two ends of the colour map
  ColorMap map = ColorMap::diverging;
  // Values are class + confidence in [0, 1): categorical palette, faded. Confidence is 0 for a mere guess:
  // (p − 1/k) / (1 − 1/k) where the winner of k classes has probability p.
  bool discrete_classes = false;
  bool show_scale = true;  // a colour scale beside the picture
  // Of discrete classes, what decides: the class of a place is the one of the largest score. Empty: only the decisions
  // at the cells' centres are known, and the boundary between them is guessed.
  int classes = 0;
  std::vector<float> scores = {};  // classes × rows × cols
  bool linear_scores = false;      // scores are linear in x and y: the field goes on beyond its edges
};
struct ContourLayer {
  std::string label;
  int rows = 0, cols = 0;
  std::vector<float> values;  // as FieldLayer
  Range x, y;
  std::vector<float> levels;
  ColorRole color = kColorForeground;
};
struct PointsLayer {
  std::string label;
  std::vector<float> x, y;
  std::vector<int> color;      // ColorRole of each point; one element: all alike
  std::vector<float> opacity;  // empty: 1; one element: all alike
  Marker marker = Marker::circle;
  float size_px = 4;
  bool drawn_by_user = false;  // point i is drawn point i: can be moved and removed
  // The number of each point in the data set, where these can be moved and removed too; empty: none can.
  std::vector<int> examples;
};
struct LineLayer {
  std::string label;
  std::vector<float> x, y;  // a non-finite point breaks the line
  ColorRole color = 0;
  float width_px = 2;
  bool dashed = false;
  std::string run = {};  // of a ghost: what was different in its run, "η = 0.1"; of the present run's lines: empty
};
struct BandLayer {
  std::string label;
  std::vector<float> x, low, high;
  ColorRole color = 0;
};
struct ArrowsLayer {
  std::string label;
  std::vector<float> x, y, dx, dy;
  ColorRole color = kColorForeground;
};
struct EllipsesLayer {  // centre, covariance: drawn at one and two standard deviations
  std::string label;
  std::vector<float> x, y, xx, xy, yy;
  std::vector<int> color;
};
struct BarsLayer {
  std::string label;
  std::vector<float> x, height;
  float width = 1;
  ColorRole color = 0;
};
struct HandlesLayer {  // things a person drags; each sends HandleDragged
  std::string label;
  std::vector<std::string> id;
  std::vector<float> x, y;
  ColorRole color = kColorAccent;
  bool horizontal_only = false;  // thresholds: a vertical line dragged sideways
};
// A straight line across the whole picture, wherever it is panned: a theoretical value, the place of an event.
struct RuleLayer {
  std::string label;
  double at = 0;  // y; of a vertical one x
  bool vertical = false;
  ColorRole color = kColorMuted;
  bool dashed = true;
};
// The straight line a·x + b·y = c, across whatever part of the plane is seen. Nothing where a = b = 0.
struct StraightLayer {
  std::string label;
  double a = 0, b = 0, c = 0;
  ColorRole color = kColorForeground;
  float width_px = 2;
  bool dashed = false;
};
using PlaneLayer = std::variant<FieldLayer, ContourLayer, PointsLayer, LineLayer, BandLayer, ArrowsLayer, EllipsesLayer,
                                BarsLayer, HandlesLayer, RuleLayer, StraightLayer>;

// How the verbs of a plane draw; what is left out is as here.
struct FieldStyle {
  Range color{-1, 1};
  ColorMap map = ColorMap::diverging;
  bool discrete_classes = false;
  bool show_scale = true;
};
struct ContourStyle {
  std::initializer_list<double> levels{0};
  ColorRole color = kColorForeground;
};
struct PointStyle {
  ColorRole color = 0;
  std::span<const int> colors{};  // of each point, in place of `color`
  Marker marker = Marker::circle;
  float size_px = 4;
  float opacity = 1;
  Values opacities{};  // of each point, in place of `opacity`
  bool drawn_by_user = false;
  std::span<const int> examples{};
};
struct LineStyle {
  ColorRole color = 0;
  bool dashed = false;
  float width_px = 2;
  double least =
      -std::numeric_limits<double>::infinity();  // smaller values are drawn here: the end of a logarithmic axis
};
struct RuleStyle {
  ColorRole color = kColorMuted;
  bool dashed = true;
};
struct StraightStyle {
  ColorRole color = kColorForeground;
  bool dashed = false;
  float width_px = 2;
};
struct Color {
  ColorRole color = 0;
};
// A centre and a covariance.
struct Gaussian2 {
  double x = 0, y = 0;
  double xx = 0, xy = 0, yy = 0;
};

struct Plane {
  Axis x, y;
  bool equal_scale = false;
  // The lines are what a run is judged by: they can be pinned and compared with those of other runs, are read off
  // together at one x, and their last values stand in the legend.
  bool comparable = false;
  bool accepts_points = false;  // a tap adds a point of the class chosen beside the picture
  int point_classes = 0;        // how many classes a drawn point can have
  bool accepts_latent_picks = false;
  // Where the legend reads the lines of a comparable plane: at the marker of what is chosen now; else at their ends.
  std::optional<double> read_at = {};
  ReusableList<PlaneLayer> layers;

  // The next layer, of kind L, its former content kept where the kind is the same: overwrite every field.
  template <typename L>
  L& next() {
    PlaneLayer& layer = layers.next();
    if (!std::holds_alternative<L>(layer)) layer.emplace<L>();
    return std::get<L>(layer);
  }

  // Independent axes, and axes of equal scale.
  Plane& axes(const AxisText& x_axis, const AxisText& y_axis);
  Plane& equal_axes(const AxisText& x_axis, const AxisText& y_axis);
  // A tap adds a point of one of so many classes.
  Plane& accept_points(int classes);
  // A tap picks a place of a latent space.
  Plane& accept_latent_picks();

  // Numbers of the cells of a grid, or a function f(x, y) of their centres.   values  grid.cells()
  FieldLayer& field(std::string_view label, const PlanarGrid& grid, Values values, const FieldStyle& style = {});
  template <typename Function>
  requires std::is_invocable_r_v<double, Function, double, double> FieldLayer& field(std::string_view label,
                                                                                     const PlanarGrid& grid, Function f,
                                                                                     const FieldStyle& style = {}) {
    FieldLayer& layer = field(label, grid, Values(), style);
    fill(layer.values, grid, f);
    return layer;
  }
  ContourLayer& contours(std::string_view label, const PlanarGrid& grid, Values values, const ContourStyle& style = {});
  template <typename Function>
  requires std::is_invocable_r_v<double, Function, double, double> ContourLayer& contours(
      std::string_view label, const PlanarGrid& grid, Function f, const ContourStyle& style = {}) {
    ContourLayer& layer = contours(label, grid, Values(), style);
    fill(layer.values, grid, f);
    return layer;
  }

  PointsLayer& points(std::string_view label, const Places& places, const PointStyle& style = {});
  PointsLayer& point(std::string_view label, double x, double y, const PointStyle& style = {});

  // Through all places, in order; one that is not finite breaks the line.
  LineLayer& line(std::string_view label, const Places& places, const LineStyle& style = {});
  // y = f(x) at `count` places of a range.
  template <typename Function>
  requires std::is_invocable_r_v<double, Function, double> LineLayer& line(std::string_view label, Range range,
                                                                           int count, Function f,
                                                                           const LineStyle& style = {}) {
    LineLayer& layer = line(label, Places(), style);
    for (int i = 0; i < count; ++i) {
      const double at = range.low + (range.high - range.low) * i / std::max(count - 1, 1);
      layer.x.push_back(static_cast<float>(at));
      layer.y.push_back(static_cast<float>(std::max(static_cast<double>(f(at)), style.least)));
    }
    return layer;
  }
  // A curve of a history; its places are the records.
  LineLayer& line(std::string_view label, const History& history, std::size_t curve, const LineStyle& style = {});
  // One constant piece for each part of a range.
  LineLayer& steps(std::string_view label, Range range, Values contents, const LineStyle& style = {});

  RuleLayer& level(std::string_view label, double y, const RuleStyle& style = {});
  RuleLayer& vertical(std::string_view label, double x, const RuleStyle& style = {});
  // a·x + b·y = c
  StraightLayer& straight(std::string_view label, double a, double b, double c, const StraightStyle& style = {});

  BandLayer& band(std::string_view label, Values x, Values low, Values high, const Color& style = {});
  BarsLayer& bars(std::string_view label, Range range, Values contents, const Color& style = {});
  // Bars of one width, centred at x.
  BarsLayer& bars(std::string_view label, Values x, Values heights, double width, const Color& style = {});

  ArrowsLayer& arrows(std::string_view label, const Places& from, const Places& by,
                      const Color& style = {kColorForeground});
  ArrowsLayer& arrow(std::string_view label, double x, double y, double dx, double dy,
                     const Color& style = {kColorForeground});
  EllipsesLayer& ellipses(std::string_view label, std::span<const Gaussian2> gaussians, std::span<const int> colors);

  // Something to be dragged, called `id`; a threshold is a vertical line that is dragged sideways.
  HandlesLayer& handle(std::string_view id, std::string_view label, double x, double y,
                       const Color& style = {kColorAccent});
  HandlesLayer& threshold(std::string_view id, std::string_view label, double x, const Color& style = {kColorAccent});

 private:
  template <typename Function>
  static void fill(std::vector<float>& values, const PlanarGrid& grid, Function& f) {
    for (int row = 0; row < grid.rows; ++row)
      for (int col = 0; col < grid.cols; ++col)
        values[static_cast<std::size_t>(row * grid.cols + col)] = static_cast<float>(f(grid.x_of(col), grid.y_of(row)));
  }
};

// ---- Images: a grid of small pictures --------------------------------------------------------------

// A part of a picture, in its pixels.
struct PixelBox {
  int row = 0, column = 0;
  int height = 0, width = 0;  // 0: no part
};
struct Tile {
  std::string label;
  int width = 0, height = 0;
  std::vector<float> values;  // height × width, row 0 at the top
  Range color;                // low == high: the tile's own minimum and maximum
  ColorRole frame = kColorMuted;
  int pick = -1;     // value given to `picks_parameter` when tapped; −1: not pickable
  int row = -1;      // of Images::rows; −1: none
  PixelBox mark;     // framed in the picture
  int channels = 1;  // 3: of each pixel red, green and blue, from 0 to 1; the colours are then those of the picture
};
// Tiles that stand together under a name, with the scale of their colours: a layer of a network.
struct TileRow {
  std::string name;                  // "conv 1 · 8 × 8×8"
  Range color;                       // of tiles without a range of their own; low == high: each tile its own
  std::optional<ColorMap> map = {};  // of its tiles; without it that of the panel
};
struct TileStyle {
  Range color{};
  ColorRole frame = kColorMuted;
  int pick = -1;
  PixelBox mark{};
  int channels = 1;
};
struct ImagesSetup {
  ColorMap map = ColorMap::greys;
  int columns = 0;
  std::string_view picks_parameter{};
  bool picks_pixels = false;
  bool numbers = false;
  bool drawable = false;
};
struct Images {
  ColorMap map = ColorMap::greys;
  int columns = 0;              // 0: as many as fit
  std::string picks_parameter;  // id of an integer parameter set by tapping a tile; empty: none
  bool picks_pixels = false;    // … to Tile::pick + row · width + column of the pixel tapped
  bool numbers = false;         // the values are written into the pixels where there is room
  bool drawable = false;        // the first tile is a pad: strokes on it send StrokeDrawn
  ReusableList<Tile> tiles;
  ReusableList<TileRow> rows;

  Images& setup(const ImagesSetup& setup);
  // The tiles that follow stand in a row of this name.
  TileRow& row(std::string_view name, Range color = {}, std::optional<ColorMap> map_of_row = {});
  // values  height × width, row 0 at the top
  Tile& tile(std::string_view label, Values values, int height, int width, const TileStyle& style = {});
};

// From −a to a with a the largest magnitude, so that zero has the middle colour.
Range symmetric_range(Values values);

// ---- Network: layers of neurons -------------------------------------------------------------------

struct Neuron {
  std::string label;
  std::vector<float> field;  // field_rows × field_cols response over the input plane; empty: none
  float bias = 0;
  float activation = 0;  // mean over the training data
  float gradient = 0;    // root mean square of ∂E/∂z
  bool dropped = false;  // thinned out by dropout in this step
};
struct NetworkLayer {
  std::string label;  // "hidden 1 · tanh"
  ReusableList<Neuron> neurons;
  std::vector<float> weights;  // neurons × previous layer's neurons; empty for the input layer
  std::string note;            // for example the gradient norm
};
// A button in the picture, which gives a parameter a value.
struct NetworkButton {
  std::string label;             // "+", "x₁²"
  std::string parameter, value;  // as in a link
  int layer = -1;                // above which it stands; −1: in a line below all
  bool is_on = false;            // shown as pressed
};
struct Network {
  int field_rows = 0, field_cols = 0;
  Range field_x, field_y;  // the input plane, row 0 of a field at field_y.low
  Range field_color{-1, 1};
  // Id of an integer parameter set by tapping a neuron to its number, counted from 1 through all layers but the inputs;
  // tapping the same again, or an input, sets 0. Empty: none.
  std::string picks_parameter;
  bool one_example = false;  // activations and gradients are those of one example, and are written into the neurons
  bool editable =
      false;  // a weight sends CellEdited: row its neuron counted thus but from 0, column where it comes from
  ReusableList<NetworkLayer> layers;
  ReusableList<NetworkButton> buttons;

  Network& fields(const PlanarGrid& grid, Range color);
  // A layer of so many neurons, all cleared.   weights  neurons × the previous layer's, or empty
  NetworkLayer& layer(std::string_view label, int neurons, Values weights = {}, std::string_view note = {});
  NetworkButton& button(std::string_view label, std::string_view parameter, std::string_view value, int layer = -1,
                        bool is_on = false);
};

// ---- Tree: decision tree or dendrogram --------------------------------------------------------------

struct TreeNode {
  std::string label;
  int left = -1, right = -1;  // indices of children, −1 at a leaf
  float height = 0;           // dendrogram: merge height; decision tree: depth
  ColorRole color = kColorMuted;
  float weight = 1;  // share of the samples
};
struct NodeStyle {
  int left = -1, right = -1;
  double height = 0;
  ColorRole color = kColorMuted;
  double weight = 1;
};
struct Tree {
  bool dendrogram = false;
  std::string height_label;
  float cut_height = 0;
  bool has_cut = false;
  ReusableList<TreeNode> nodes;  // root first

  Tree& setup(bool is_dendrogram, std::string_view label_of_height);
  Tree& cut(double height);
  TreeNode& node(std::string_view label, const NodeStyle& style);
};

// ---- Matrix: annotated cells ---------------------------------------------------------------------------

struct MatrixStyle {
  int decimals = 0;
  ColorMap map = ColorMap::viridis;
  Range color{};
  bool editable = false;
};
struct MatrixCells {
  int rows = 0, cols = 0;
  std::vector<float> values;  // rows × cols
  std::vector<std::string> row_labels, col_labels;
  std::string row_title, col_title;
  int decimals = 0;
  ColorMap map = ColorMap::viridis;
  Range color;
  bool editable = false;  // a cell sends CellEdited

  // values  rows × columns
  MatrixCells& cells(int row_count, int column_count, Values cell_values, const MatrixStyle& style = {});
  // One label a row and a column; numbers them from `first` where there are none.
  MatrixCells& labels(std::string_view rows_title, std::span<const std::string> of_rows, std::string_view cols_title,
                      std::span<const std::string> of_cols);
};

// ---- Distribution: histograms and violins -----------------------------------------------------------

struct DistributionGroup {
  std::string label;
  ColorRole color = 0;
  std::vector<float> edges;        // histogram: bins + 1 ascending edges
  std::vector<float> weights;      // histogram: content per bin
  std::vector<float> at, density;  // violin: kernel density at these values
  float median = 0;
};
struct Distribution {
  Axis value;
  std::string weight_label;  // "events", "density"
  bool violins = false;
  ReusableList<DistributionGroup> groups;

  Distribution& axes(const AxisText& value_axis, std::string_view label_of_weights);
  // edges  bins + 1, ascending;  contents  bins
  DistributionGroup& histogram(std::string_view label, Values edges, Values contents, const Color& style = {});
  // The density of a group at some values.
  DistributionGroup& violin(std::string_view label, Values at, Values density, double median, const Color& style = {});

 private:
  DistributionGroup& group(std::string_view label, ColorRole color);
};

// ---- Cloud: points in three dimensions ----------------------------------------------------------------

struct CloudSurface {  // z over a grid, drawn as a mesh
  std::string label;
  int rows = 0, cols = 0;
  std::vector<float> z;
  Range x, y;
  ColorRole color = kColorMuted;
};
struct CloudName {  // of the points of one colour
  std::string label;
  ColorRole color = 0;
};
struct Cloud {
  std::array<Axis, 3> axes;
  std::vector<float> xyz;  // points × 3
  std::vector<int> color;  // per point, or one for all
  float size_px = 4;
  ReusableList<CloudSurface> surfaces;
  ReusableList<CloudName> names;  // the legend, with the labels of surfaces

  Cloud& setup(const AxisText& x, const AxisText& y, const AxisText& z, double point_size_px = 4);
  // Appends points of one colour, or of one each.   xyz  n × 3
  Cloud& points(ConstMatrixView<float> places, std::span<const int> colors);
  Cloud& point(double x, double y, double z, ColorRole color);
  Cloud& name(std::string_view label, ColorRole color);
  // z  rows × cols over the grid's corners
  CloudSurface& surface(std::string_view label, int rows, int cols, Values z, Range x, Range y,
                        const Color& style = {kColorMuted});
};

// ---- Table, Text ------------------------------------------------------------------------------------------

// "0.0213", "−3", "1.2e+06"; "–" for what is not known (NaN) and "∞". digits: significant; 0: four of them, but whole
// numbers below ten million in full.
void write_number(std::string& out, double value, int digits = 0);
std::string number_in_words(double value, int digits = 0);

// What stands in a cell: words, or a number.
class Cell {
 public:
  Cell(const char* text) : text_(text) {}
  Cell(std::string_view text) : text_(text) {}
  Cell(const std::string& text) : text_(text) {}
  Cell(double value, int digits = 3) : value_(value), digits_(digits), is_number_(true) {}
  Cell(const Metric& metric);

  void write(std::string& out) const;

 private:
  std::string_view text_;
  double value_ = 0;
  int digits_ = 0;
  bool is_number_ = false;
};

struct TableRow {
  std::vector<std::string> cells;
  ColorRole color = kColorForeground;
};
struct Table {
  std::vector<std::string> columns;
  ReusableList<TableRow> rows;

  Table& head(std::initializer_list<std::string_view> headings);
  // Cells that are left out at the end stay empty.
  TableRow& row(std::initializer_list<Cell> cells, const Color& style = {kColorForeground});
};

enum class TextStyle { paragraph, heading, formula, value, warning };
// A value travels as name (text), number, unit and note; the front end writes them.
struct TextLine {
  TextStyle style = TextStyle::paragraph;
  std::string text;
  double value = 0;
  int digits = 0;
  std::string unit = {};
  std::string note = {};  // behind the number: "of 200"
};
struct ValueStyle {
  std::string_view unit{};
  int digits = 4;
  std::string_view note{};
};
struct Text {  // numbers and formulas in reading order
  ReusableList<TextLine> lines;

  TextLine& line(TextStyle style, std::string_view text);
  void paragraph(std::string_view text) { line(TextStyle::paragraph, text); }
  void heading(std::string_view text) { line(TextStyle::heading, text); }
  void formula(std::string_view text) { line(TextStyle::formula, text); }
  void warning(std::string_view text) { line(TextStyle::warning, text); }
  TextLine& value(std::string_view label, double number, const ValueStyle& style = {});
};
// "0.0213 nats of 3"; the whole line is "label = " and this.
std::string value_in_words(const TextLine& line);

using PanelContent = std::variant<Plane, Images, Network, Tree, MatrixCells, Distribution, Cloud, Table, Text>;

struct Panel {
  std::string id;  // unique in its experiment
  std::string title;
  std::string help;                         // how to read it
  int weight = 1;                           // 1 small … 4 the main picture: share of the grid
  std::shared_ptr<const Sound> sound = {};  // null: nothing to hear
  PanelContent content;
};

}  // namespace lectern
