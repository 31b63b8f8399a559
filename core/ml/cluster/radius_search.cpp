#include "core/ml/cluster/radius_search.h"

#include <algorithm>
#include <cmath>

namespace lectern::cluster {

RadiusSearch::RadiusSearch(ConstMatrixView<double> X, double radius)
    : radius_(radius), points_(X.cols, X.rows), index_(static_cast<std::size_t>(X.rows)) {
  const auto n = static_cast<std::size_t>(X.rows);
  std::vector<double> lows(static_cast<std::size_t>(X.cols)), spans(static_cast<std::size_t>(X.cols));
  for (std::ptrdiff_t j = 0; j < X.cols && n > 0; ++j) {
    double low = X(0, j), high = low;
    for (std::ptrdiff_t i = 1; i < X.rows; ++i) low = std::min(low, X(i, j)), high = std::max(high, X(i, j));
    lows[static_cast<std::size_t>(j)] = low;
    spans[static_cast<std::size_t>(j)] = high - low;
  }
  const double most_cells = std::sqrt(static_cast<double>(n)) + 1;  // along an axis
  for (int a = 0; a < 2 && X.cols > a && n > 0; ++a) {
    std::size_t widest = 0;
    for (std::size_t j = 1; j < spans.size(); ++j)
      if (spans[j] > spans[widest]) widest = j;
    const double span = spans[widest], side = std::max(radius, span / most_cells);
    axes_[a] = static_cast<int>(widest);
    lows_[a] = lows[widest];
    scales_[a] = 1 / side;
    counts_[a] = static_cast<int>(span / side) + 1;
    spans[widest] = -1;
  }
  if (X.cols == 1) axes_[1] = 0;
  // A counting sort by cells.
  std::vector<int> cells(n);
  starts_.assign(static_cast<std::size_t>(counts_[0]) * static_cast<std::size_t>(counts_[1]) + 1, 0);
  for (std::size_t i = 0; i < n; ++i) {
    const double* x = X.row(static_cast<std::ptrdiff_t>(i));
    cells[i] = cell(1, x[axes_[1]]) * counts_[0] + cell(0, x[axes_[0]]);
    ++starts_[static_cast<std::size_t>(cells[i]) + 1];
  }
  for (std::size_t c = 1; c < starts_.size(); ++c) starts_[c] += starts_[c - 1];
  std::vector<int> next(starts_.begin(), starts_.end() - 1);
  for (std::size_t i = 0; i < n; ++i) {
    const int place = next[static_cast<std::size_t>(cells[i])]++;
    index_[static_cast<std::size_t>(place)] = static_cast<int>(i);
    for (std::ptrdiff_t j = 0; j < X.cols; ++j) points_(j, place) = X(static_cast<std::ptrdiff_t>(i), j);
  }
}

void RadiusSearch::count_cells(std::vector<int>& counts) const {
  counts.resize(starts_.size() - 1);
  for (std::size_t c = 0; c < counts.size(); ++c) counts[c] = starts_[c + 1] - starts_[c];
}

int RadiusSearch::cell(int axis, double at) const {
  const double place = (at - lows_[axis]) * scales_[axis];
  return place > 0 ? static_cast<int>(std::min(place, counts_[axis] - 1.0)) : 0;
}

void RadiusSearch::squares(const double* x, int first, int last, double* out) const {
  const std::ptrdiff_t count = last - first;
  const double *at = points_.row(0) + first, centre = x[0];
  for (std::ptrdiff_t i = 0; i < count; ++i) out[i] = (at[i] - centre) * (at[i] - centre);
  for (std::ptrdiff_t j = 1; j < points_.rows(); ++j) {
    const double *to = points_.row(j) + first, middle = x[j];
    for (std::ptrdiff_t i = 0; i < count; ++i) out[i] += (to[i] - middle) * (to[i] - middle);
  }
}

}  // namespace lectern::cluster
