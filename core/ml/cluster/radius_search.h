#pragma once

#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "core/math/matrix.h"

namespace lectern::cluster {

// All points within a fixed distance of a place, by a grid over the two features that spread the most: the candidates
// of a place lie in the cells around it, and stand in memory row by row.
class RadiusSearch {
 public:
  RadiusSearch() = default;
  // X  n × d is copied; radius > 0. Cells are never smaller than the radius, nor more than about n.
  RadiusSearch(ConstMatrixView<double> X, double radius);

  std::ptrdiff_t size() const { return points_.cols(); }
  // Point `place` in the order of the cells.
  int index(std::ptrdiff_t place) const { return index_[static_cast<std::size_t>(place)]; }
  // Features as rows: d × n, in the order of the cells.
  const Matrix<double>& points() const { return points_; }

  // Calls body(first, last) for runs of places in the order of the cells that hold every point within `radius` of x;
  // body returns false to stop.
  template <typename Body>
  void candidates(const double* x, Body&& body) const {
    if (size() == 0) return;
    const int low_col = cell(0, x[axes_[0]] - radius_), high_col = cell(0, x[axes_[0]] + radius_);
    const int low_row = cell(1, x[axes_[1]] - radius_), high_row = cell(1, x[axes_[1]] + radius_);
    for (int row = low_row; row <= high_row; ++row) {
      const int first = starts_[static_cast<std::size_t>(row * counts_[0] + low_col)],
                last = starts_[static_cast<std::size_t>(row * counts_[0] + high_col) + 1];
      if (first < last && !body(first, last)) return;
    }
  }
  // The same cell by cell: body(cell, first, last), for every cell that can hold such a point.
  template <typename Body>
  void cells_around(const double* x, Body&& body) const {
    if (size() == 0) return;
    const int low_col = cell(0, x[axes_[0]] - radius_), high_col = cell(0, x[axes_[0]] + radius_);
    const int low_row = cell(1, x[axes_[1]] - radius_), high_row = cell(1, x[axes_[1]] + radius_);
    for (int row = low_row; row <= high_row; ++row)
      for (int c = row * counts_[0] + low_col; c <= row * counts_[0] + high_col; ++c)
        body(c, starts_[static_cast<std::size_t>(c)], starts_[static_cast<std::size_t>(c) + 1]);
  }
  // Overwrites counts with the number of points of each cell.
  void count_cells(std::vector<int>& counts) const;
  // The places of the cell of x, [first, last).
  std::pair<int, int> own_cell(const double* x) const {
    const auto c = static_cast<std::size_t>(cell(1, x[axes_[1]]) * counts_[0] + cell(0, x[axes_[0]]));
    return {starts_[c], starts_[c + 1]};
  }
  // |x − point|² of the places [first, last), last − first numbers.
  void squares(const double* x, int first, int last, double* out) const;

  auto state() const { return std::tie(points_, index_, starts_); }

 private:
  int cell(int axis, double at) const;

  double radius_ = 1;
  int axes_[2] = {0, 0};
  int counts_[2] = {1, 1};
  double lows_[2] = {0, 0}, scales_[2] = {0, 0};  // of cell: (x − low)·scale
  Matrix<double> points_;                         // d × n
  std::vector<int> index_;                        // n: in X
  std::vector<int> starts_;                       // cells + 1
};

}  // namespace lectern::cluster
