#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <imgui.h>

#include "web/views/line_memory.h"
#include "web/views/list_heights.h"

// What a view remembers of one panel between frames: what a person has set by hand there, and values derived from
// the panel's content that would be costly to derive in every frame. Not part of the run; links carry windows and
// cameras chosen by hand (web/ui/panel_sights.h).
namespace lectern {

struct PlotLimits {
  double x_low = 0, x_high = 1, y_low = 0, y_high = 1;
  bool operator==(const PlotLimits&) const = default;
};

// The plot area's coordinates in pixels, without the cost of asking ImPlot for each point.
struct PlotMap {
  double x_scale = 1, x_offset = 0, y_scale = 1, y_offset = 0;
  bool x_logarithmic = false, y_logarithmic = false;
  float x(double value) const;
  float y(double value) const;
  ImVec2 at(double px, double py) const { return {x(px), y(py)}; }
  double x_value(float pixel) const;
  double y_value(float pixel) const;
};

// The visible part of a plot. Follows the content until somebody pans or zooms.
struct PlotView {
  bool chosen_by_hand = false;
  PlotLimits limits;              // what is shown
  PlotLimits chosen;              // what was chosen by hand; limits may be wider to keep the scale of both axes equal
  bool chosen_elsewhere = false;  // by a link: for whatever axes come first
  PlotLimits fitted;  // to the content; changes in steps, so that a growing curve does not make the axes tremble
  bool fitted_once = false;
  std::uint64_t run = 0;             // the run it was fitted to
  std::size_t axes = 0;              // a hash of the names and kinds of the axes
  bool wider_than_content = false;   // the content has shrunk since
  int button_corner = 0;             // of the button that shows all: clockwise from the upper left
  ImVec2 margins_px = ImVec2(0, 0);  // around the plot area, for ticks and labels, in the frame before
  ImVec2 area_min = ImVec2(0, 0), area_max = ImVec2(0, 0);  // of the plot area in the frame before
  PlotMap map;                                              // likewise
  float unused_px = 0;                                      // area beside a picture that keeps its scale
  bool scale_switched = false;       // the vertical axis is logarithmic where the panel says linear, and the reverse
  std::uint64_t hidden_entries = 0;  // bit i: entry i of the legend is switched off
  std::uint64_t pinned_entries = 0;  // brought out by a finger
  std::uint64_t brought_out = 0;     // entries that the pointer or a finger brings out now; the others are pale
  bool pressed = false;              // a press that began on the plot is going on
  ImVec2 pressed_at = ImVec2(0, 0);
  double pressed_time = 0;
  double sent_time = 0;        // when the last gesture of a drag was sent
  bool press_is_ours = false;  // the press began on something that is dragged
};

struct PlaneViewState {
  int point_class = 0;       // of the next point drawn; -1: the eraser
  int dragged_layer = -1;    // of points
  int dragged_point = -1;    // of that layer
  int dragged_example = -1;  // its number in the data set; −1: a drawn point
  int dragged_handle_layer = -1;
  int dragged_handle = -1;
  float dragged_x = 0, dragged_y = 0;
  std::uint64_t released_at = 0;  // snapshot shown when it was let go: it stays there until the next one; 0: still held
  int classes = 2;                // of fields of decisions
  bool over_target = false;       // in the frame before, the pointer was on a point that can be dragged or a handle
  bool erased = false;            // something, in the press that is going on
  std::uint64_t erased_at =
      0;  // snapshot shown when a drawn point was erased: the others' numbers are known in the next
  const char* refusal = nullptr;  // why the eraser took nothing
  double refused_time = 0;
  LineMemory memory;
  std::uint64_t look_sheet = 0;  // of the field of a neuron looked at in another panel
  // Contours of each layer as lines x0 y0 x1 y1 …, each ended by a pair of NaN, made when the content changes.
  std::uint64_t contours_version = 0;
  std::vector<std::vector<float>> contours;
  std::vector<ContourLayer> contoured;  // what they were made of: most surfaces never change
  std::vector<ImVec2> stroke;           // of the contour being drawn
  std::vector<ImVec4> rule_names;       // where the names of vertical rules stand, in this frame
};

// What one panel lets the others show: the field of the neuron that is looked at, over the same plane.
struct SharedLook {
  std::vector<float> field;  // empty: nothing
  int rows = 0, cols = 0;
  Range x, y, color;
  std::string name;
  std::uint64_t version = 0;  // changes with the field
};

struct NetworkEdge {
  int layer = 0;  // of the receiving neuron
  int from = 0, to = 0;
  float weight = 0;
};

struct NetworkViewState {
  int layer = -1;  // what is looked at closely; -1: nothing
  int neuron = -1;
  bool pinned = false;             // by a tap; otherwise hovered
  int picked = 0;                  // number of the neuron that was tapped last (Network::picks_parameter)
  std::vector<NetworkEdge> edges;  // to draw, weak ones first
  std::uint64_t edges_version = 0;
  int edges_shown = -1;
  int edited_layer = -1, edited_from = 0, edited_to = 0;  // the weight being typed; layer −1: none
  float largest_weight = 1;
};

struct TilePlace {
  int row = 0, column = 0;
};

struct ImagesViewState {
  std::vector<TilePlace> places;  // of the tiles in their grid
  float label_height = 0;         // below each of them
  bool labels_are_whole = true;   // none of those seen had to be cut
  bool erases = false;
  std::vector<float> stroke;  // x0 y0 x1 y1 …, not yet sent
  double sent_time = 0;
};

struct MatrixViewState {
  int edited_row = -1;  // the cell being typed; −1: none
  int edited_column = -1;
  int dragged_row = -1;
  int dragged_column = -1;
  float drag_start = 0;
  float sent = 0;
};

struct TreeViewState {
  std::uint64_t version = 0;
  std::vector<float> across;  // place of each node, in leaves from the left
  std::vector<int> stack;
  int leaves = 0;
};

struct CloudPoint {
  ImVec2 at;
  float depth = 0;
  int index = 0;
};

struct CloudCamera {
  float yaw = -0.5f;  // radians
  float pitch = 0.45f;
  float zoom = 1;
  bool operator==(const CloudCamera&) const = default;

  void turn(float by_yaw, float by_pitch);
  void magnify(float factor);
};

struct CloudViewState {
  CloudCamera camera;
  std::vector<CloudPoint> points;  // on the screen, from far to near
};

struct ViewState {
  float content_height = 0;  // of a text or a table, all of it, when it was drawn last; 0: fills the room it is given
  bool all_columns = true;   // of a table: none was left out
  bool all_is_seen = true;   // of a text or a table, when it was drawn last
  ListHeights list_heights;  // of a text or a table, its title included, for the grid
  std::size_t list_key = 0, list_lines = 0;  // what they depend on
  float list_title = 0;
  bool title_is_whole = true;
  std::uint64_t sheet = 0;  // pictures on the graphics card: gl::Pictures::SheetId
  PlotView plot;
  PlaneViewState plane;
  NetworkViewState network;
  ImagesViewState images;
  MatrixViewState matrix;
  TreeViewState tree;
  CloudViewState cloud;
};

}  // namespace lectern
