#pragma once

#include <cstdint>

#include "core/math/state.h"

namespace lectern::tests {

// The fingerprint of what names its state.
template <typename Stateful>
std::uint64_t hash_of(const Stateful& stateful) {
  StateHasher hasher;
  add_state(hasher, stateful);
  return hasher.digest();
}

}  // namespace lectern::tests
