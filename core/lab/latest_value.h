#pragma once

#include <array>
#include <atomic>

namespace lectern {

// The newest value from one writing thread to one reading thread: a triple buffer. Neither side ever
// waits; values that were not read in time are overwritten. Both sides refill buffers in place.
template <typename T>
class LatestValue {
 public:
  // Writer: the buffer to fill next (its former content is some older value), then publish it.
  T& back() { return buffers_[back_]; }
  void publish() { back_ = middle_.exchange(back_ | kFresh, std::memory_order_acq_rel) & kIndex; }

  // Writer: whether the reader has taken the value published last.
  bool was_taken() const { return (middle_.load(std::memory_order_acquire) & kFresh) == 0; }

  // Reader: takes the newest value if there is one not yet seen.
  bool refresh() {
    if ((middle_.load(std::memory_order_acquire) & kFresh) == 0) return false;
    front_ = middle_.exchange(front_, std::memory_order_acq_rel) & kIndex;
    return true;
  }
  T& front() { return buffers_[front_]; }
  const T& front() const { return buffers_[front_]; }

 private:
  static constexpr unsigned kIndex = 3;
  static constexpr unsigned kFresh = 4;

  std::array<T, 3> buffers_{};
  unsigned back_ = 0;
  std::atomic<unsigned> middle_{1};
  unsigned front_ = 2;
};

}  // namespace lectern
