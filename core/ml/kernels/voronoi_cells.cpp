#include "core/ml/kernels/voronoi_cells.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace lectern::kernels {
namespace {

constexpr std::size_t kFirstNeighbours = 24;

// A corner of a cell, and whose bisector the edge from it to the next corner lies on (−1: the window's edge).
struct Corner {
  double x, y;
  int beyond;
};

class Cell {
 public:
  Cell(double x, double y, const VoronoiWindow& w)
      : x_(x),
        y_(y),
        corners_{{w.x_low, w.y_low, -1}, {w.x_high, w.y_low, -1}, {w.x_high, w.y_high, -1}, {w.x_low, w.y_high, -1}} {}

  // Keeps what is no farther from the cell's point than from (x, y), the place of `point`.
  void cut(double x, double y, int point) {
    const double dx = x - x_, dy = y - y_, middle = 0.5 * ((x + x_) * dx + (y + y_) * dy);
    const auto beyond = [&](const Corner& corner) { return corner.x * dx + corner.y * dy - middle; };
    kept_.clear();
    for (std::size_t i = 0; i < corners_.size(); ++i) {
      const Corner &from = corners_[i], &to = corners_[(i + 1) % corners_.size()];
      const double at_from = beyond(from), at_to = beyond(to);
      if (at_from <= 0) kept_.push_back(from);
      if ((at_from <= 0) == (at_to <= 0)) continue;
      const double share = at_from / (at_from - at_to);
      // Leaving, the new edge begins here; coming back, the old one goes on.
      kept_.push_back(
          {from.x + share * (to.x - from.x), from.y + share * (to.y - from.y), at_from <= 0 ? point : from.beyond});
    }
    corners_.swap(kept_);
  }

  // Points farther than this from the cell's own cannot cut it.
  double reach() const {
    double farthest2 = 0;
    for (const Corner& corner : corners_) {
      const double dx = corner.x - x_, dy = corner.y - y_;
      farthest2 = std::max(farthest2, dx * dx + dy * dy);
    }
    return 2 * std::sqrt(farthest2);
  }

  // The edges towards points behind `point`, its own number.
  void append_edges(int point, std::vector<VoronoiEdge>& edges) const {
    for (std::size_t i = 0; i < corners_.size(); ++i) {
      const Corner &from = corners_[i], &to = corners_[(i + 1) % corners_.size()];
      if (from.beyond > point) edges.push_back({from.x, from.y, to.x, to.y, point, from.beyond});
    }
  }

 private:
  double x_, y_;
  std::vector<Corner> corners_, kept_;
};

}  // namespace

std::vector<VoronoiEdge> voronoi_edges(ConstMatrixView<double> X, const NeighbourSearch& search,
                                       const VoronoiWindow& window) {
  std::vector<VoronoiEdge> edges;
  const auto n = static_cast<std::size_t>(X.rows);
  std::vector<int> indices;
  std::vector<double> distances;
  for (std::ptrdiff_t i = 0; i < X.rows; ++i) {
    Cell cell(X(i, 0), X(i, 1), window);
    bool is_second = false;
    std::size_t tried = 0;
    for (std::size_t wanted = std::min(kFirstNeighbours, n); tried < wanted; wanted = std::min(2 * wanted, n)) {
      indices.resize(wanted);
      distances.resize(wanted);
      search.nearest(std::span(X.row(i), 2), indices, distances);
      while (tried < wanted && distances[tried] <= cell.reach() && !is_second) {
        const int other = indices[tried++];
        if (other == static_cast<int>(i)) continue;
        is_second = distances[tried - 1] == 0 && other < static_cast<int>(i);
        if (distances[tried - 1] > 0) cell.cut(X(other, 0), X(other, 1), other);
      }
      if (tried < wanted) break;
    }
    if (!is_second) cell.append_edges(static_cast<int>(i), edges);
  }
  return edges;
}

}  // namespace lectern::kernels
