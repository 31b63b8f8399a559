#include "web/views/strokes.h"

#include <algorithm>
#include <cmath>

namespace lectern {
namespace {

// Collects the points of one stroke in screen coordinates, thinned column by column.
class Stroke {
 public:
  Stroke(ImDrawList& list, ImU32 color, float width, bool dashed)
      : list_(list), color_(color), width_(width), dashed_(dashed) {}
  ~Stroke() { end(); }

  void add(ImVec2 at) {
    const float column = std::floor(at.x);
    if (in_column_ > 0 && column == column_) {
      low_ = at.y > low_.y ? at : low_;
      high_ = at.y < high_.y ? at : high_;
      last_ = at;
      ++in_column_;
      return;
    }
    flush_column();
    column_ = column;
    in_column_ = 1;
    first_ = low_ = high_ = last_ = at;
  }

  void end() {
    flush_column();
    if (count_ == 1) list_.AddCircleFilled(points_[0], 1.5f * width_, color_);
    draw();
    count_ = 0;
  }

 private:
  void flush_column() {
    if (in_column_ == 0) return;
    push(first_);
    if (in_column_ > 2) {
      const bool low_first = low_.x <= high_.x;
      push(low_first ? low_ : high_);
      push(low_first ? high_ : low_);
    }
    if (in_column_ > 1) push(last_);
    in_column_ = 0;
  }

  void push(ImVec2 at) {
    if (count_ > 0 && at.x == points_[count_ - 1].x && at.y == points_[count_ - 1].y) return;
    if (count_ == points_.size()) {
      draw();
      points_[0] = points_[count_ - 1];
      count_ = 1;
    }
    points_[count_++] = at;
  }

  void draw() const { draw_polyline(list_, points_.data(), static_cast<int>(count_), color_, width_, dashed_); }

  ImDrawList& list_;
  ImU32 color_;
  float width_;
  bool dashed_;
  std::array<ImVec2, 512> points_;
  std::size_t count_ = 0;
  int in_column_ = 0;
  float column_ = 0;
  ImVec2 first_, low_, high_, last_;
};

}  // namespace

void draw_series(const PlotFrame& frame, std::span<const float> x, std::span<const float> y, ImU32 color, float width,
                 bool dashed) {
  Stroke stroke(frame.list(), color, width, dashed);
  const bool positive_only = frame.map().y_logarithmic;
  for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
    if (!std::isfinite(x[i]) || !std::isfinite(y[i]) || (positive_only && y[i] <= 0)) {
      stroke.end();
      continue;
    }
    stroke.add(frame.map().at(x[i], y[i]));
  }
}

void draw_band(const PlotFrame& frame, std::span<const float> x, std::span<const float> low,
               std::span<const float> high, ImU32 color) {
  const std::size_t count = std::min({x.size(), low.size(), high.size()});
  ImDrawList& list = frame.list();
  const ImVec2 white = ImGui::GetFontTexUvWhitePixel();
  const auto finite = [&](std::size_t i) {
    return std::isfinite(x[i]) && std::isfinite(low[i]) && std::isfinite(high[i]);
  };
  // Plain quads without smoothed edges: smoothing would show as seams where they meet.
  for (std::size_t i = 1; i < count; ++i) {
    if (!finite(i - 1) || !finite(i)) continue;
    list.PrimReserve(6, 4);
    list.PrimQuadUV(frame.map().at(x[i - 1], low[i - 1]), frame.map().at(x[i], low[i]), frame.map().at(x[i], high[i]),
                    frame.map().at(x[i - 1], high[i - 1]), white, white, white, white, color);
  }
}

void draw_arrows(const PlotFrame& frame, const ArrowsLayer& arrows, ImU32 color, float width) {
  const std::size_t count = std::min({arrows.x.size(), arrows.y.size(), arrows.dx.size(), arrows.dy.size()});
  for (std::size_t i = 0; i < count; ++i) {
    if (!std::isfinite(arrows.x[i] + arrows.y[i] + arrows.dx[i] + arrows.dy[i])) continue;
    const ImVec2 from = frame.map().at(arrows.x[i], arrows.y[i]);
    const ImVec2 to = frame.map().at(arrows.x[i] + arrows.dx[i], arrows.y[i] + arrows.dy[i]);
    const ImVec2 along = to - from;
    const float length = std::sqrt(along.x * along.x + along.y * along.y);
    if (length < 1.5f * width) {
      frame.list().AddCircleFilled(from, width, color);
      continue;
    }
    const ImVec2 unit = along * (1 / length), across(-unit.y, unit.x);
    const float head = std::min(5 * width, 0.6f * length);
    const ImVec2 neck = to - unit * head;
    frame.list().AddLine(from, neck, color, width);
    frame.list().AddTriangleFilled(to, neck + across * (0.45f * head), neck - across * (0.45f * head), color);
  }
}

}  // namespace lectern
