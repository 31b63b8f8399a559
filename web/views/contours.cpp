#include "web/views/contours.h"

#include <array>
#include <cmath>
#include <limits>

namespace lectern {
namespace {

// The level line passes from edge to edge of the grid: an edge joins two neighbouring cell centres and is crossed once
// at most, so that it has two neighbours on the line at most.
class LevelLines {
 public:
  LevelLines(std::span<const float> values, int rows, int cols, float level)
      : values_(values),
        rows_(rows),
        cols_(cols),
        level_(level),
        links_(2 * static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols), {-1, -1}) {
    for (int row = 0; row + 1 < rows; ++row)
      for (int col = 0; col + 1 < cols; ++col) pass_cell(row, col);
  }

  void append(std::vector<float>& lines) {
    for (const bool open : {true, false})
      for (std::size_t edge = 0; edge < links_.size(); ++edge) {
        const bool begins = open ? links_[edge][0] >= 0 && links_[edge][1] < 0 : links_[edge][0] >= 0;
        if (begins) follow(static_cast<int>(edge), open, lines);
      }
  }

 private:
  float at(int row, int col) const {
    return values_[static_cast<std::size_t>(row) * static_cast<std::size_t>(cols_) + static_cast<std::size_t>(col)];
  }
  // The edge from a cell centre to the right, or up.
  int rightward(int row, int col) const { return row * cols_ + col; }
  int upward(int row, int col) const { return (rows_ + row) * cols_ + col; }

  void pass_cell(int row, int col) {
    const std::array<float, 4> corners{at(row, col), at(row, col + 1), at(row + 1, col + 1), at(row + 1, col)};
    if (!std::isfinite(corners[0] + corners[1] + corners[2] + corners[3])) return;
    // Edge i runs from corner i to corner i + 1.
    const std::array<int, 4> edges{rightward(row, col), upward(row, col + 1), rightward(row + 1, col),
                                   upward(row, col)};
    std::array<int, 4> crossed{};
    std::size_t count = 0;
    for (std::size_t i = 0; i < 4; ++i)
      if ((corners[i] >= level_) != (corners[(i + 1) % 4] >= level_)) crossed[count++] = edges[i];
    if (count == 2) join(crossed[0], crossed[1]);
    if (count < 4) return;
    const bool center = (corners[0] + corners[1] + corners[2] + corners[3]) / 4 >= level_;
    const bool cuts_off_first = center != (corners[0] >= level_);
    join(edges[0], edges[cuts_off_first ? 3 : 1]);
    join(edges[2], edges[cuts_off_first ? 1 : 3]);
  }

  void join(int a, int b) {
    link(a, b);
    link(b, a);
  }
  void link(int from, int to) {
    std::array<int, 2>& links = links_[static_cast<std::size_t>(from)];
    (links[0] < 0 ? links[0] : links[1]) = to;
  }

  // Takes the line from an edge out of the links and appends it.
  void follow(int edge, bool open, std::vector<float>& lines) {
    const int first = edge;
    int before = -1;
    while (edge >= 0) {
      append_crossing(edge, lines);
      std::array<int, 2>& links = links_[static_cast<std::size_t>(edge)];
      const int next = links[0] != before || links[1] == before ? links[0] : links[1];
      const int forward = next == before ? -1 : next;
      links = {-1, -1};
      before = edge;
      edge = forward;
      if (edge == first) break;
    }
    if (!open) append_crossing(first, lines);
    lines.insert(lines.end(), 2, std::numeric_limits<float>::quiet_NaN());
  }

  void append_crossing(int edge, std::vector<float>& lines) const {
    const bool is_upward = edge >= rows_ * cols_;
    const int cell = is_upward ? edge - rows_ * cols_ : edge, row = cell / cols_, col = cell % cols_;
    const float from = at(row, col), to = is_upward ? at(row + 1, col) : at(row, col + 1);
    const float t = (level_ - from) / (to - from);
    lines.push_back(static_cast<float>(col) + (is_upward ? 0 : t));
    lines.push_back(static_cast<float>(row) + (is_upward ? t : 0));
  }

  std::span<const float> values_;
  int rows_, cols_;
  float level_;
  std::vector<std::array<int, 2>> links_;
};

}  // namespace

void append_contour(std::span<const float> values, int rows, int cols, float level, std::vector<float>& lines) {
  if (rows < 2 || cols < 2 || values.size() < static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols)) return;
  LevelLines(values, rows, cols, level).append(lines);
}

}  // namespace lectern
