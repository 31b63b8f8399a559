#pragma once

#include <cstddef>
#include <vector>

namespace lectern {

// A list that is described anew many times a second: rewind() forgets the elements but keeps them and
// their memory, next() hands them out again. The caller overwrites what it gets, field by field.
template <typename T>
class ReusableList {
 public:
  void rewind() { used_ = 0; }
  T& next() {
    if (used_ == items_.size()) items_.emplace_back();
    return items_[used_++];
  }

  std::size_t size() const { return used_; }
  bool empty() const { return used_ == 0; }
  T& operator[](std::size_t i) { return items_[i]; }
  const T& operator[](std::size_t i) const { return items_[i]; }
  T* begin() { return items_.data(); }
  T* end() { return items_.data() + used_; }
  const T* begin() const { return items_.data(); }
  const T* end() const { return items_.data() + used_; }

 private:
  std::vector<T> items_;
  std::size_t used_ = 0;
};

}  // namespace lectern
