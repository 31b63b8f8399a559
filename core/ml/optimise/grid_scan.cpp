#include "core/ml/optimise/grid_scan.h"

#include <limits>

namespace lectern::optimise {

GridScan::GridScan(const Objective& objective, std::span<const double> low, std::span<const double> high, int side)
    : objective_(&objective),
      low_(low.begin(), low.end()),
      high_(high.begin(), high.end()),
      side_(side),
      best_f_(std::numeric_limits<double>::infinity()) {
  for (std::size_t d = 0; d < low_.size(); ++d) nodes_ *= side_;
}

void GridScan::node(std::int64_t i, std::span<double> x) const {
  for (std::size_t d = 0; d < x.size(); ++d) {
    x[d] = low_[d] + (high_[d] - low_[d]) * static_cast<double>(i % side_) / (side_ - 1);
    i /= side_;
  }
}

void GridScan::step(int count) {
  std::vector<double> x(low_.size());
  for (int k = 0; k < count && !is_done(); ++k) {
    node(evaluations_++, x);
    const double f = objective_->value(x);
    if (!(f < best_f_)) continue;
    best_f_ = f;
    best_ = x;
  }
}

}  // namespace lectern::optimise
