#pragma once

#include <algorithm>
#include <cstddef>

#include "core/math/vector.h"
#include "core/simd/thread_pool.h"

// Loops over arrays in vectors with a scalar tail: the same bits in both, by math/vector.h.
namespace lectern::nn {

// out[i] = f(in[i]) for i in [0, n); f takes a scalar or a vector. out may be in.
template <typename T, typename F>
inline void map_array(const T* in, T* out, std::ptrdiff_t n, F f) {
  using V = math::VectorOf<T>;
  constexpr std::ptrdiff_t kLanes = math::Lanes<V>::kCount;
  std::ptrdiff_t i = 0;
  for (; i + kLanes <= n; i += kLanes) math::store(out + i, f(math::load<V>(in + i)));
  for (; i < n; ++i) out[i] = f(in[i]);
}

// out[i] = f(a[i], b[i]); out may be a or b.
template <typename T, typename F>
inline void map_arrays(const T* a, const T* b, T* out, std::ptrdiff_t n, F f) {
  using V = math::VectorOf<T>;
  constexpr std::ptrdiff_t kLanes = math::Lanes<V>::kCount;
  std::ptrdiff_t i = 0;
  for (; i + kLanes <= n; i += kLanes) math::store(out + i, f(math::load<V>(a + i), math::load<V>(b + i)));
  for (; i < n; ++i) out[i] = f(a[i], b[i]);
}

// body(first, count) over [0, n) in chunks of a fixed size, on the pool when there is more than one.
template <typename Body>
inline void for_chunks(std::ptrdiff_t n, std::ptrdiff_t chunk_size, ThreadPool* pool, Body body) {
  const std::ptrdiff_t chunks = (n + chunk_size - 1) / chunk_size;
  const auto run_chunk = [&](std::ptrdiff_t chunk) {
    const std::ptrdiff_t first = chunk * chunk_size;
    body(first, std::min(chunk_size, n - first));
  };
  if (pool && chunks > 1) {
    pool->run(chunks, run_chunk);
  } else {
    for (std::ptrdiff_t chunk = 0; chunk < chunks; ++chunk) run_chunk(chunk);
  }
}

}  // namespace lectern::nn
