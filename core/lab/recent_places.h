#pragma once

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <vector>

#include "core/lab/panel.h"
#include "core/math/state.h"

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

  // In no particular order.
  Places places() const {
    const std::size_t n = std::min(count_, capacity_);
    return {Values(xy_.data(), n, 2), Values(xy_.data() + 1, n, 2)};
  }

  // A picture of the past: no later step depends on it.
  auto state() const { return std::tuple(unhashed(xy_)); }

 private:
  std::vector<float> xy_;  // capacity × 2
  std::size_t capacity_;
  std::size_t count_ = 0;  // recorded
};

}  // namespace lectern
