#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "core/lab/panel.h"

namespace lectern {

// The last places of a moving point, at most `capacity` of them. Allocates only when made.
class RecentPlaces {
 public:
  explicit RecentPlaces(std::size_t capacity = 256) : xy_(2 * capacity), capacity_(capacity) {}

  void clear() { count_ = 0; }
  void record(double x, double y) {
    const std::size_t at = count_++ % capacity_;
    xy_[2 * at] = static_cast<float>(x);
    xy_[2 * at + 1] = static_cast<float>(y);
  }

  // Overwrites x and y of a points layer, in no particular order.
  void describe(PointsLayer& points) const {
    const std::size_t n = std::min(count_, capacity_);
    points.x.resize(n);
    points.y.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      points.x[i] = xy_[2 * i];
      points.y[i] = xy_[2 * i + 1];
    }
  }

 private:
  std::vector<float> xy_;  // capacity × 2
  std::size_t capacity_;
  std::size_t count_ = 0;  // recorded
};

}  // namespace lectern
