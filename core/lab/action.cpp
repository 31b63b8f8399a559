#include "core/lab/action.h"

#include <algorithm>
#include <cmath>

namespace lectern {
namespace {

constexpr std::size_t kLongestName = 64;
constexpr int kLargestCell = 4095;
constexpr float kLargestValue = 1e30f;

float on_grid(float value, float resolution) {
  if (!std::isfinite(value)) return 0;
  const float bounded = std::clamp(value, -kDrawnLimit, kDrawnLimit);
  // Exact: the resolution is a power of two. + 0 turns −0 into 0.
  return std::floor(bounded / resolution + 0.5f) * resolution + 0.0f;
}

float drawn(float value) { return on_grid(value, kDrawnResolution); }

float finite(float value) { return std::isfinite(value) ? std::clamp(value, -kLargestValue, kLargestValue) + 0.0f : 0; }

int point_index(int index) { return std::clamp(index, 0, static_cast<int>(kMaximumDrawnPoints) - 1); }

int example_index(int index) { return std::clamp(index, 0, kMaximumExamples - 1); }

struct Round {
  void operator()(PointAdded& g) const { g.point = rounded_for_links(g.point); }
  void operator()(PointMoved& g) const { g = {point_index(g.index), drawn(g.x), drawn(g.y)}; }
  void operator()(PointRemoved& g) const { g.index = point_index(g.index); }
  void operator()(PointsCleared&) const {}
  void operator()(ExampleMoved& g) const { g = {example_index(g.index), drawn(g.x), drawn(g.y)}; }
  void operator()(ExampleRemoved& g) const { g.index = example_index(g.index); }
  void operator()(HandleDragged& g) const {
    g.handle.resize(std::min(g.handle.size(), kLongestName));
    g.x = finite(g.x);
    g.y = finite(g.y);
  }
  void operator()(CellEdited& g) const {
    g = {std::clamp(g.row, 0, kLargestCell), std::clamp(g.column, 0, kLargestCell), finite(g.value)};
  }
  void operator()(StrokeDrawn& g) const {
    g.xy.resize(std::min(g.xy.size() / 2 * 2, kMaximumStrokeNumbers));
    for (float& value : g.xy) value = on_grid(value, kStrokeResolution);
  }
  void operator()(PadCleared&) const {}
  void operator()(LatentPicked& g) const { g = {drawn(g.x), drawn(g.y)}; }
};

}  // namespace

DrawnPoint rounded_for_links(DrawnPoint point) {
  return {drawn(point.x), drawn(point.y), std::clamp(point.label, 0, kMaximumDrawnClasses - 1)};
}

Action rounded_for_links(Action action) {
  action.panel.resize(std::min(action.panel.size(), kLongestName));
  std::visit(Round{}, action.gesture);
  return action;
}

}  // namespace lectern
