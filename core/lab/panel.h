#pragma once

#include <array>
#include <string>
#include <variant>
#include <vector>

#include "core/lab/reusable_list.h"

// Panels describe what there is to see, in plain values; the front end draws any description.
// Text is UTF-8. Arrays are row-major with the shapes given; colours are roles, never RGB.
namespace lectern {

enum class ColorMap { viridis, cividis, diverging, greys };

// Non-negative: class or series number, coloured from the categorical palette. Negative: a role.
using ColorRole = int;
constexpr ColorRole kColorForeground = -1;
constexpr ColorRole kColorMuted = -2;
constexpr ColorRole kColorGood = -3;
constexpr ColorRole kColorBad = -4;
constexpr ColorRole kColorAccent = -5;

enum class Marker { circle, square, diamond, triangle, cross, plus, ring };

struct Range {
  double low = 0;
  double high = 0;  // low == high: fitted to the content by the front end
};

struct Axis {
  std::string label;  // with its unit: "energy [J]"
  Range range;
  bool logarithmic = false;
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
  bool show_scale = true;         // a colour scale beside the picture
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
};
struct LineLayer {
  std::string label;
  std::vector<float> x, y;  // a non-finite point breaks the line
  ColorRole color = 0;
  float width_px = 2;
  bool dashed = false;
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
using PlaneLayer = std::variant<FieldLayer, ContourLayer, PointsLayer, LineLayer, BandLayer, ArrowsLayer,
                                EllipsesLayer, BarsLayer, HandlesLayer>;

struct Plane {
  Axis x, y;
  bool equal_scale = false;
  bool accepts_points = false;  // a tap adds a point of the class chosen beside the picture
  int point_classes = 0;        // how many classes a drawn point can have
  bool accepts_latent_picks = false;
  ReusableList<PlaneLayer> layers;

  // The next layer, of kind L, its former content kept where the kind is the same: overwrite every field.
  template <typename L>
  L& next() {
    PlaneLayer& layer = layers.next();
    if (!std::holds_alternative<L>(layer)) layer.emplace<L>();
    return std::get<L>(layer);
  }
};

// ---- Curves: growing histories -------------------------------------------------------------------

struct Series {
  std::string label;
  std::vector<float> x, y;
  ColorRole color = 0;
  bool dashed = false;
  std::string run = {};  // of a ghost: what was different in its run, "η = 0.1"; of the present run's series: empty
};
struct Curves {
  Axis x, y;
  ReusableList<Series> series;
  ReusableList<Series> ghosts;  // the same curves of earlier runs
  // A vertical line at x, for example the step of the best validation loss; NaN: none.
  float marker_x = 0;
  bool has_marker = false;
  std::string marker_label;
};

// ---- Images: a grid of small pictures --------------------------------------------------------------

struct Tile {
  std::string label;
  int width = 0, height = 0;
  std::vector<float> values;  // height × width, row 0 at the top
  Range color;                // low == high: the tile's own minimum and maximum
  ColorRole frame = kColorMuted;
  int pick = -1;              // value given to `picks_parameter` when tapped; −1: not pickable
};
struct Images {
  ColorMap map = ColorMap::greys;
  int columns = 0;              // 0: as many as fit
  std::string picks_parameter;  // id of an integer parameter set by tapping a tile; empty: none
  bool drawable = false;        // the first tile is a pad: strokes on it send StrokeDrawn
  ReusableList<Tile> tiles;
};

// ---- Network: layers of neurons -------------------------------------------------------------------

struct Neuron {
  std::string label;
  std::vector<float> field;  // field_rows × field_cols response over the input plane; empty: none
  float bias = 0;
  float activation = 0;   // mean over the training data
  float gradient = 0;     // root mean square of ∂E/∂z
  bool dropped = false;   // thinned out by dropout in this step
};
struct NetworkLayer {
  std::string label;  // "hidden 1 · tanh"
  ReusableList<Neuron> neurons;
  std::vector<float> weights;  // neurons × previous layer's neurons; empty for the input layer
  std::string note;            // for example the gradient norm
};
struct Network {
  int field_rows = 0, field_cols = 0;
  Range field_x, field_y;  // the input plane, row 0 of a field at field_y.low
  Range field_color{-1, 1};
  ReusableList<NetworkLayer> layers;
};

// ---- Tree: decision tree or dendrogram --------------------------------------------------------------

struct TreeNode {
  std::string label;
  int left = -1, right = -1;  // indices of children, −1 at a leaf
  float height = 0;           // dendrogram: merge height; decision tree: depth
  ColorRole color = kColorMuted;
  float weight = 1;           // share of the samples
};
struct Tree {
  bool dendrogram = false;
  std::string height_label;
  float cut_height = 0;
  bool has_cut = false;
  ReusableList<TreeNode> nodes;  // root first
};

// ---- Matrix: annotated cells ---------------------------------------------------------------------------

struct MatrixCells {
  int rows = 0, cols = 0;
  std::vector<float> values;  // rows × cols
  std::vector<std::string> row_labels, col_labels;
  std::string row_title, col_title;
  int decimals = 0;
  ColorMap map = ColorMap::viridis;
  Range color;
  bool editable = false;  // a cell sends CellEdited
};

// ---- Distribution: histograms and violins -----------------------------------------------------------

struct DistributionGroup {
  std::string label;
  ColorRole color = 0;
  std::vector<float> edges;    // histogram: bins + 1 ascending edges
  std::vector<float> weights;  // histogram: content per bin
  std::vector<float> at, density;  // violin: kernel density at these values
  float median = 0;
};
struct Distribution {
  Axis value;
  std::string weight_label;  // "events", "density"
  bool violins = false;
  ReusableList<DistributionGroup> groups;
};

// ---- Cloud: points in three dimensions ----------------------------------------------------------------

struct CloudSurface {  // z over a grid, drawn as a mesh
  std::string label;
  int rows = 0, cols = 0;
  std::vector<float> z;
  Range x, y;
  ColorRole color = kColorMuted;
};
struct Cloud {
  std::array<Axis, 3> axes;
  std::vector<float> xyz;  // points × 3
  std::vector<int> color;  // per point, or one for all
  float size_px = 4;
  ReusableList<CloudSurface> surfaces;
};

// ---- Table, Text ------------------------------------------------------------------------------------------

struct TableRow {
  std::vector<std::string> cells;
  ColorRole color = kColorForeground;
};
struct Table {
  std::vector<std::string> columns;
  ReusableList<TableRow> rows;
};

enum class TextStyle { paragraph, heading, formula, value, warning };
struct TextLine {
  TextStyle style = TextStyle::paragraph;
  std::string text;
};
struct Text {  // numbers and formulas in reading order
  ReusableList<TextLine> lines;
};

using PanelContent =
    std::variant<Plane, Curves, Images, Network, Tree, MatrixCells, Distribution, Cloud, Table, Text>;

struct Panel {
  std::string id;     // unique in its experiment
  std::string title;
  std::string help;   // how to read it
  int weight = 1;     // 1 small … 4 the main picture: share of the grid
  PanelContent content;
};

}  // namespace lectern
