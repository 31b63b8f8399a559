#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <imgui.h>

// What a view remembers of one panel between frames: what a person has set by hand there, and values derived from
// the panel's content that would be costly to derive in every frame. Not part of the run: links do not carry it.
namespace lectern {

struct PlotLimits {
  double x_low = 0, x_high = 1, y_low = 0, y_high = 1;
  bool operator==(const PlotLimits&) const = default;
};

// The visible part of a plot. Follows the content until somebody pans or zooms.
struct PlotView {
  bool chosen_by_hand = false;
  PlotLimits limits;       // as chosen by hand
  PlotLimits fitted;       // to the content; changes in steps, so that a growing curve does not make the axes tremble
  bool fitted_once = false;
  ImVec2 size_px = ImVec2(0, 0);     // of the plot area in the frame before
  std::uint64_t hidden_entries = 0;  // bit i: entry i of the legend is switched off
  ImVec2 pressed_at = ImVec2(0, 0);
  double pressed_time = 0;
  bool press_is_ours = false;        // the press began on something that is dragged
};

struct PlaneViewState {
  int point_class = 0;       // of the next point drawn; -1: the eraser
  int dragged_point = -1;
  int dragged_handle_layer = -1;
  int dragged_handle = -1;
  float dragged_x = 0, dragged_y = 0;
  // Contours of each layer as line segments x0 y0 x1 y1 …, made when the content changes.
  std::uint64_t contours_version = 0;
  std::vector<std::vector<float>> contours;
};

struct NetworkViewState {
  int layer = -1;  // what is looked at closely; -1: nothing
  int neuron = -1;
  bool pinned = false;  // by a tap; otherwise hovered
};

struct ImagesViewState {
  bool erases = false;
  bool stroke_is_open = false;
  std::vector<float> stroke;  // x0 y0 x1 y1 …, not yet sent
};

struct MatrixViewState {
  int edited_row = -1;
  int edited_column = -1;
  float drag_start = 0;
};

struct CloudViewState {
  float yaw = 0.7f;  // radians
  float pitch = 0.45f;
  float zoom = 1;
  std::vector<int> order;  // back to front
};

struct ViewState {
  std::uint64_t sheet = 0;  // pictures on the graphics card: gl::Pictures::SheetId
  PlotView plot;
  PlaneViewState plane;
  NetworkViewState network;
  ImagesViewState images;
  MatrixViewState matrix;
  CloudViewState cloud;
};

}  // namespace lectern
