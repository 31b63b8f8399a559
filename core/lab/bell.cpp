#include "core/lab/bell.h"

#include <chrono>
#include <cmath>

namespace lectern {

#ifdef __EMSCRIPTEN__

// The machine's own wait and notify: those of the C++ library poll in this build.
void Bell::ring() {
  rung_.store(1, std::memory_order_release);
  __builtin_wasm_memory_atomic_notify(reinterpret_cast<int*>(&rung_), 1);
}

void Bell::wait(double seconds) {
  constexpr long long kNoTimeout = -1;
  const long long nanoseconds = std::isinf(seconds) ? kNoTimeout : static_cast<long long>(seconds * 1e9);
  __builtin_wasm_memory_atomic_wait32(reinterpret_cast<int*>(&rung_), 0, nanoseconds);
  rung_.exchange(0, std::memory_order_acquire);
}

#else

void Bell::ring() {
  if (!rung_.exchange(true, std::memory_order_acq_rel)) semaphore_.release();
}

void Bell::wait(double seconds) {
  if (std::isinf(seconds)) {
    semaphore_.acquire();
  } else if (!semaphore_.try_acquire_for(std::chrono::nanoseconds(static_cast<long long>(seconds * 1e9)))) {
    return;
  }
  rung_.exchange(false, std::memory_order_acq_rel);  // reads what the last ring wrote: what it announced is seen
}

#endif

}  // namespace lectern
