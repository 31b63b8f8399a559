#pragma once

#include <cstdint>

#include "core/math/state.h"

namespace lectern::tests {

// The fingerprint of what names its state, or has a hash_state(StateHasher&).
template <typename Stateful>
std::uint64_t hash_of(const Stateful& stateful) {
  StateHasher hasher;
  if constexpr (requires { stateful.state(); })
    add_state(hasher, stateful);
  else
    stateful.hash_state(hasher);
  return hasher.digest();
}

}  // namespace lectern::tests
