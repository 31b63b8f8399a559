#pragma once

#include <cstddef>
#include <deque>

namespace lectern {

// A list that is described anew many times a second: rewind() forgets the elements but keeps them and
// their memory, next() hands them out again. The caller overwrites what it gets, field by field.
template <typename T>
class ReusableList {
 public:
  void rewind() { used_ = 0; }
  // Stays where it is when others are added.
  T& next() {
    if (used_ == items_.size()) items_.emplace_back();
    return items_[used_++];
  }

  std::size_t size() const { return used_; }
  bool empty() const { return used_ == 0; }
  T& operator[](std::size_t i) { return items_[i]; }
  const T& operator[](std::size_t i) const { return items_[i]; }
  auto begin() { return items_.begin(); }
  auto end() { return items_.begin() + static_cast<std::ptrdiff_t>(used_); }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.begin() + static_cast<std::ptrdiff_t>(used_); }

 private:
  std::deque<T> items_;
  std::size_t used_ = 0;
};

}  // namespace lectern
