#include "core/lab/trail.h"

#include <tuple>

#include "core/math/state.h"

namespace lectern {

Trail::Trail(std::size_t capacity) : capacity_(capacity) { kept_.reserve(capacity); }
Trail::Trail(const Trail&) = default;
Trail::Trail(Trail&&) noexcept = default;
Trail& Trail::operator=(const Trail&) = default;
Trail& Trail::operator=(Trail&&) noexcept = default;
Trail::~Trail() = default;

std::size_t Trail::heap_bytes() const { return lectern::heap_bytes(std::tie(kept_)); }

void Trail::clear() {
  kept_.clear();
  recorded_ = 0;
  stride_ = 1;
  last_is_kept_ = false;
}

void Trail::record(const Place& place) {
  if (kept_.size() == capacity_) {
    std::size_t left = 0;
    for (std::size_t i = 0; i < kept_.size(); ++i)
      if (i / 2 % 2 == 0) kept_[left++] = kept_[i];
    kept_.resize(left);
    stride_ *= 2;
  }
  last_ = place;
  last_is_kept_ = recorded_ / 2 % stride_ == 0;
  if (last_is_kept_) kept_.push_back(place);
  ++recorded_;
}

}  // namespace lectern
