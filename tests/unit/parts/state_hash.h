#pragma once

#include <cstdint>

#include "core/math/state_hasher.h"

namespace lectern::tests {

// The fingerprint of what has a hash_state(StateHasher&).
template <typename Stateful>
std::uint64_t hash_of(const Stateful& stateful) {
  StateHasher hasher;
  stateful.hash_state(hasher);
  return hasher.digest();
}

}  // namespace lectern::tests
