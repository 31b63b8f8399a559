#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/math/state_hasher.h"

namespace lectern {

// The path of a moving point, for pictures, in bounded memory. When that is full, every second pair of places in a
// row is forgotten and from then on half as many are kept: pairs, so that a zigzag stays one. The place recorded last
// is always part of the path.
class Trail {
 public:
  struct Place {
    float x = 0, y = 0;
    float z = 0;  // height above the plane, where there is one
  };

  // capacity: places kept, a multiple of 4.
  explicit Trail(std::size_t capacity = 512);
  Trail(const Trail&);
  Trail(Trail&&) noexcept;
  Trail& operator=(const Trail&);
  Trail& operator=(Trail&&) noexcept;
  ~Trail();

  void record(const Place& place);
  void clear();

  bool empty() const { return recorded_ == 0; }
  const Place& last() const { return last_; }
  // Places kept, in order; where it is not among them, the last one behind them.
  std::size_t size() const { return kept_.size() + (last_is_kept_ || recorded_ == 0 ? 0 : 1); }
  const Place& operator[](std::size_t i) const { return i < kept_.size() ? kept_[i] : last_; }

  // A picture of the past: no later step depends on it.
  void add_state(StateHasher&) const {}
  std::size_t heap_bytes() const;

 private:
  std::size_t capacity_;
  std::vector<Place> kept_;
  Place last_;
  bool last_is_kept_ = false;
  std::uint64_t recorded_ = 0;
  std::uint64_t stride_ = 1;  // one pair of so many is kept
};

}  // namespace lectern
