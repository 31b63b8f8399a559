#pragma once

#include <atomic>

#ifndef __EMSCRIPTEN__
#include <semaphore>
#endif

namespace lectern {

// Lets one thread sleep until another rings. Ringing never waits, so a browser's main thread may ring.
class Bell {
 public:
  void ring();
  // Returns when the bell was rung since the last wait, or after `seconds` (infinity: only then).
  void wait(double seconds);

 private:
#ifdef __EMSCRIPTEN__
  std::atomic<int> rung_ = 0;
#else
  std::atomic<bool> rung_ = false;  // keeps the semaphore's count at one
  std::binary_semaphore semaphore_{0};
#endif
};

}  // namespace lectern
