#pragma once

#include <array>
#include <span>
#include <string>

#include "web/views/drawing.h"

namespace lectern {

// The bounds of what a plot shows; starts empty, takes finite numbers only.
struct Extent {
  double low = 1e300, high = -1e300;
  double low_positive = 1e300;  // the smallest number above zero: where a logarithmic axis begins
  bool whole = true;            // all numbers are whole
  bool empty() const { return low > high; }
  void take(double value);
  void take(std::span<const float> values);
};

struct PlotAxis {
  const Axis& axis;
  bool logarithmic;
  Extent content;
  bool ticks = true;   // false: a bare axis whose labels the view draws itself
  bool tight = false;  // ends exactly where the content ends: step axes, pictures that fill the plot
  explicit PlotAxis(const Axis& described) : axis(described), logarithmic(described.logarithmic) {}
};

struct PlotSpec {
  PlotAxis x, y;
  bool equal_scale = false;
  bool bare = false;         // the plot area is covered by a picture: no grid
  bool takes_drags = false;  // the pointer drags something of ours: do not pan
  bool compact = false;      // little height: the horizontal axis is named in the row of its numbers
  bool takes_taps = false;   // a tap means something: a double click is two taps and does not reset the view
  PlotSpec(const Axis& x_axis, const Axis& y_axis) : x(x_axis), y(y_axis) {}
};

// Axes, grid and ticks by ImPlot in `region`, panned and zoomed by hand; what is drawn between construction and
// destruction is clipped to the plot area. Names of axes stand in the margins. A double click on it, or the button that
// then stands in its corner, shows everything again.
class PlotFrame {
 public:
  PlotFrame(const char* id, const PlotSpec& spec, const Area& region, ViewContext& context);
  ~PlotFrame();
  PlotFrame(const PlotFrame&) = delete;
  PlotFrame& operator=(const PlotFrame&) = delete;

  bool is_drawn() const { return drawn_; }
  const PlotMap& map() const { return map_; }
  const Area& area() const { return area_; }
  ImDrawList& list() const { return *list_; }
  bool hovered() const { return hovered_; }
  ImVec2 pointer() const { return ImGui::GetIO().MousePos; }
  // Whether something would be shown otherwise if all were shown.
  bool offers_all() const;
  // Of the button that shows all, in a corner, clockwise from the upper left.
  Area button_area(int corner) const;
  // How much is drawn in each corner: the button leaves one where something is.
  void keep_button_off(const std::array<int, 4>& crowd) const;

 private:
  enum class AxisName { nowhere, upright, above };
  struct Names {
    bool x_below = false;
    float x_in_row = 0;  // width of the name in the row of the numbers; 0: not there
    AxisName y = AxisName::nowhere;
  };
  static Names place_names(const PlotSpec& spec, const Area& region, float ticks_height, const ViewContext& context);
  void fit_axes(const PlotSpec& spec);
  void set_up_all_ticks(const PlotSpec& spec, ImVec2 size);
  void draw_names(const PlotSpec& spec) const;
  // A button in the corner while the view is chosen by hand; returns whether it was pressed.
  bool draw_reset_button() const;

  ViewContext& context_;
  PlotView& view_;
  bool resets_by_double_click_;
  PlotLimits set_;
  PlotMap map_;
  Area area_{};
  Names names_;
  Area names_box_{};
  ImDrawList* list_ = nullptr;
  bool drawn_ = false;
  bool hovered_ = false;
};

}  // namespace lectern
