#pragma once

#include <cstddef>

#include "core/math/matrix.h"
#include "core/simd/thread_pool.h"

namespace lectern::simd {

// Memory handed out piece by piece, each piece aligned to a cache line.
class Arena {
 public:
  explicit Arena(std::byte* start) : next_(start) {}

  template <typename T>
  T* take(std::ptrdiff_t count) {
    T* piece = reinterpret_cast<T*>(next_);
    next_ += bytes<T>(count);
    return piece;
  }

  // What take<T>(count) uses up.
  template <typename T>
  static std::size_t bytes(std::ptrdiff_t count) {
    return (static_cast<std::size_t>(count) * sizeof(T) + 63) / 64 * 64;
  }

 private:
  std::byte* next_;
};

// Memory for one parallel loop: a part all workers share and one for each. It is the pool's scratch
// memory, so that nothing is allocated once the pool has seen the largest loop; without a pool it
// is allocated here. Sizes in bytes, multiples of a cache line.
class Workspace {
 public:
  Workspace(ThreadPool* pool, std::size_t shared, std::size_t per_worker) : pool_(pool), shared_(shared) {
    if (pool_) {
      pool_->reserve_scratch(shared + per_worker);
    } else {
      own_.resize(shared + per_worker);
    }
  }

  // The shared part lies in front of the first worker's.
  Arena shared() { return Arena(of(0)); }
  Arena worker(int worker) { return Arena(of(worker) + shared_); }

  // body(chunk, worker) for each chunk in [0, chunks).
  template <typename Body>
  void run(std::ptrdiff_t chunks, Body body) {
    if (pool_) {
      pool_->run(chunks, body);
    } else {
      for (std::ptrdiff_t chunk = 0; chunk < chunks; ++chunk) body(chunk, 0);
    }
  }

 private:
  std::byte* of(int worker) { return pool_ ? pool_->scratch(worker) : own_.data(); }

  ThreadPool* pool_;
  std::size_t shared_;
  AlignedVector<std::byte> own_;
};

}  // namespace lectern::simd
