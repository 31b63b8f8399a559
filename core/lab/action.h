#pragma once

#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "core/lab/limits.h"

namespace lectern {

// A point of the plane as people draw it: coordinates are rounded to multiples of 2⁻¹⁰ when drawn, so
// that the link's text and the run hold the same number. label: class, 0 ≤ label < 16.
struct DrawnPoint {
  float x = 0;
  float y = 0;
  int label = 0;
  bool operator==(const DrawnPoint&) const = default;
  auto state() const { return std::tie(x, y, label); }
};

constexpr float kDrawnResolution = 1.0f / 1024;
constexpr float kDrawnLimit = 512;              // |x|, |y| at most
constexpr float kStrokeResolution = 1.0f / 16;  // of a picture's pixel

struct PointAdded {
  DrawnPoint point;
  bool operator==(const PointAdded&) const = default;
};
struct PointMoved {
  int index = 0;  // in the order drawn
  float x = 0, y = 0;
  bool operator==(const PointMoved&) const = default;
};
struct PointRemoved {
  int index = 0;
  bool operator==(const PointRemoved&) const = default;
};
struct PointsCleared {
  bool operator==(const PointsCleared&) const = default;
};
// A point of the data set itself was moved, or removed for good. index: its number in the data set as it was made;
// the numbers of the others stay what they are.
struct ExampleMoved {
  int index = 0;
  float x = 0, y = 0;
  bool operator==(const ExampleMoved&) const = default;
};
struct ExampleRemoved {
  int index = 0;
  bool operator==(const ExampleRemoved&) const = default;
};
// A handle of a Plane (a start point, a threshold) was dragged to (x, y).
struct HandleDragged {
  std::string handle;
  float x = 0, y = 0;
  bool operator==(const HandleDragged&) const = default;
};
// A cell of an editable Matrix was given a value.
struct CellEdited {
  int row = 0, column = 0;
  float value = 0;
  bool operator==(const CellEdited&) const = default;
};
// A pen moved over a drawable picture. Coordinates in pixels of that picture, origin at its upper left.
// A pad is only looked at: no step depends on what is drawn there, so strokes wiped off again are forgotten.
struct StrokeDrawn {
  std::vector<float> xy;  // x0 y0 x1 y1 …, at least one place, at most kMaximumStrokeNumbers
  bool erases = false;
  bool operator==(const StrokeDrawn&) const = default;
};
struct PadCleared {
  bool operator==(const PadCleared&) const = default;
};
// A point of a latent plane was picked.
struct LatentPicked {
  float x = 0, y = 0;
  bool operator==(const LatentPicked&) const = default;
};

using Gesture = std::variant<PointAdded, PointMoved, PointRemoved, PointsCleared, ExampleMoved, ExampleRemoved,
                             HandleDragged, CellEdited, StrokeDrawn, PadCleared, LatentPicked>;

// What a person did inside one panel, in that panel's own coordinates.
struct Action {
  std::string panel;  // id of the panel
  Gesture gesture;
  bool operator==(const Action&) const = default;
};

// The point or action with every number rounded as links round it and bounded (what is not finite becomes
// 0); apply before acting, so that the run played and the run replayed are one.
DrawnPoint rounded_for_links(DrawnPoint point);
Action rounded_for_links(Action action);

}  // namespace lectern
