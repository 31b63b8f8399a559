#pragma once

#include <cstddef>
#include <optional>
#include <utility>

#include "core/math/state.h"

namespace lectern {

// A part of a run that a parameter asks for. Where it is absent it adds nothing to the fingerprint, so that runs of
// before the parameter existed keep theirs.
template <typename T>
class OptionalPart {
 public:
  OptionalPart() = default;
  explicit OptionalPart(T part) : part_(std::move(part)) {}

  explicit operator bool() const { return part_.has_value(); }
  T& operator*() { return *part_; }
  const T& operator*() const { return *part_; }
  T* operator->() { return &*part_; }
  const T* operator->() const { return &*part_; }

  void add_state(StateHasher& hasher) const {
    if (part_) lectern::add_state(hasher, *part_);
  }
  std::size_t heap_bytes() const { return part_ ? lectern::heap_bytes(*part_) : 0; }

 private:
  std::optional<T> part_;
};

}  // namespace lectern
