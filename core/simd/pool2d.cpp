#include "core/simd/pool2d.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "core/math/vector.h"
#include "core/simd/thread_pool.h"

namespace lectern::simd {
namespace {

// The part of a window that lies inside the picture.
struct Window {
  std::ptrdiff_t top, bottom, left, right;
  std::ptrdiff_t cells() const { return (bottom - top) * (right - left); }
};

Window window_at(const Pool2dShape& s, std::ptrdiff_t i, std::ptrdiff_t j) {
  const std::ptrdiff_t top = i * s.stride_y - s.padding_y, left = j * s.stride_x - s.padding_x;
  return {std::max<std::ptrdiff_t>(top, 0), std::min(top + s.kernel_height, s.in_height),
          std::max<std::ptrdiff_t>(left, 0), std::min(left + s.kernel_width, s.in_width)};
}

// body(plane) for every plane, in chunks of fixed size.
template <typename Body>
void for_each_plane(const Pool2dShape& s, ThreadPool* pool, Body body) {
  constexpr std::ptrdiff_t kPlanesPerChunk = 32;
  const auto chunk_body = [&](std::ptrdiff_t chunk) {
    const std::ptrdiff_t end = std::min((chunk + 1) * kPlanesPerChunk, s.planes);
    for (std::ptrdiff_t p = chunk * kPlanesPerChunk; p < end; ++p) body(p);
  };
  const std::ptrdiff_t chunks = (s.planes + kPlanesPerChunk - 1) / kPlanesPerChunk;
  if (pool && chunks > 1) {
    pool->run(chunks, chunk_body);
  } else {
    for (std::ptrdiff_t chunk = 0; chunk < chunks; ++chunk) chunk_body(chunk);
  }
}

// Outputs [0, returned) of one row of windows 2 × 2 side by side, four at a time.
inline std::ptrdiff_t max_pool_pairs(const Pool2dShape& s, const float* x, std::ptrdiff_t row, float* y,
                                     std::int32_t* argmax) {
  using math::F32x4;
  using Index = std::int32_t __attribute__((vector_size(16)));
  const std::ptrdiff_t out_width = s.out_width();
  const float* upper = x + row * s.in_width;
  const float* lower = upper + s.in_width;
  Index index = Index{0, 2, 4, 6} + static_cast<std::int32_t>(row * s.in_width);
  const std::int32_t width = static_cast<std::int32_t>(s.in_width);
  std::ptrdiff_t j = 0;
  for (; j + 4 <= out_width; j += 4, index += 8) {
    F32x4 a = math::load<F32x4>(upper + 2 * j), b = math::load<F32x4>(upper + 2 * j + 4);
    F32x4 best = __builtin_shufflevector(a, b, 0, 2, 4, 6);
    Index where = index;
    const auto challenge = [&](F32x4 value, Index at) {
      const Index wins = value > best;
      best = wins ? value : best;
      where = wins ? at : where;
    };
    challenge(__builtin_shufflevector(a, b, 1, 3, 5, 7), index + 1);
    a = math::load<F32x4>(lower + 2 * j);
    b = math::load<F32x4>(lower + 2 * j + 4);
    challenge(__builtin_shufflevector(a, b, 0, 2, 4, 6), index + width);
    challenge(__builtin_shufflevector(a, b, 1, 3, 5, 7), index + width + 1);
    math::store(y + j, best);
    std::memcpy(argmax + j, &where, sizeof where);
  }
  return j;
}

template <typename T>
void max_pool_plane(const Pool2dShape& s, const T* x, T* y, std::int32_t* argmax) {
  const std::ptrdiff_t out_height = s.out_height(), out_width = s.out_width();
  [[maybe_unused]] const bool in_pairs =
      s.kernel_height == 2 && s.kernel_width == 2 && s.stride_x == 2 && s.padding_y == 0 && s.padding_x == 0;
  for (std::ptrdiff_t i = 0; i < out_height; ++i) {
    std::ptrdiff_t j = 0;
    if constexpr (std::is_same_v<T, float>) {
      if (in_pairs) j = max_pool_pairs(s, x, i * s.stride_y, y + i * out_width, argmax + i * out_width);
    }
    for (; j < out_width; ++j) {
      const Window w = window_at(s, i, j);
      std::ptrdiff_t best = w.top * s.in_width + w.left;
      for (std::ptrdiff_t r = w.top; r < w.bottom; ++r) {
        for (std::ptrdiff_t c = w.left; c < w.right; ++c) {
          if (x[r * s.in_width + c] > x[best]) best = r * s.in_width + c;
        }
      }
      y[i * out_width + j] = x[best];
      argmax[i * out_width + j] = static_cast<std::int32_t>(best);
    }
  }
}

template <typename T>
T divisor(const Pool2dShape& s, const Window& w, bool count_include_pad) {
  return static_cast<T>(count_include_pad ? s.kernel_height * s.kernel_width : w.cells());
}

}  // namespace

template <typename T>
void max_pool2d_forward(const Pool2dShape& shape, const T* x, T* y, std::int32_t* argmax, ThreadPool* pool) {
  for_each_plane(shape, pool, [&](std::ptrdiff_t p) {
    max_pool_plane(shape, x + p * shape.in_plane(), y + p * shape.out_plane(), argmax + p * shape.out_plane());
  });
}

template <typename T>
void max_pool2d_gradient(const Pool2dShape& shape, const T* d_y, const std::int32_t* argmax, T* d_x, ThreadPool* pool) {
  const std::ptrdiff_t in_plane = shape.in_plane(), out_plane = shape.out_plane();
  for_each_plane(shape, pool, [&](std::ptrdiff_t p) {
    T* d_plane = d_x + p * in_plane;
    std::fill_n(d_plane, in_plane, T(0));
    for (std::ptrdiff_t k = p * out_plane; k < (p + 1) * out_plane; ++k) d_plane[argmax[k]] += d_y[k];
  });
}

template <typename T>
void avg_pool2d_forward(const Pool2dShape& shape, bool count_include_pad, const T* x, T* y, ThreadPool* pool) {
  const std::ptrdiff_t out_height = shape.out_height(), out_width = shape.out_width();
  for_each_plane(shape, pool, [&](std::ptrdiff_t p) {
    const T* plane = x + p * shape.in_plane();
    T* out = y + p * out_height * out_width;
    for (std::ptrdiff_t i = 0; i < out_height; ++i) {
      for (std::ptrdiff_t j = 0; j < out_width; ++j) {
        const Window w = window_at(shape, i, j);
        T sum = T(0);
        for (std::ptrdiff_t r = w.top; r < w.bottom; ++r) {
          for (std::ptrdiff_t c = w.left; c < w.right; ++c) sum += plane[r * shape.in_width + c];
        }
        out[i * out_width + j] = sum / divisor<T>(shape, w, count_include_pad);
      }
    }
  });
}

template <typename T>
void avg_pool2d_gradient(const Pool2dShape& shape, bool count_include_pad, const T* d_y, T* d_x, ThreadPool* pool) {
  const std::ptrdiff_t out_height = shape.out_height(), out_width = shape.out_width();
  for_each_plane(shape, pool, [&](std::ptrdiff_t p) {
    T* d_plane = d_x + p * shape.in_plane();
    const T* d_out = d_y + p * out_height * out_width;
    std::fill_n(d_plane, shape.in_plane(), T(0));
    for (std::ptrdiff_t i = 0; i < out_height; ++i) {
      for (std::ptrdiff_t j = 0; j < out_width; ++j) {
        const Window w = window_at(shape, i, j);
        const T share = d_out[i * out_width + j] / divisor<T>(shape, w, count_include_pad);
        for (std::ptrdiff_t r = w.top; r < w.bottom; ++r) {
          for (std::ptrdiff_t c = w.left; c < w.right; ++c) d_plane[r * shape.in_width + c] += share;
        }
      }
    }
  });
}

template void max_pool2d_forward(const Pool2dShape&, const float*, float*, std::int32_t*, ThreadPool*);
template void max_pool2d_forward(const Pool2dShape&, const double*, double*, std::int32_t*, ThreadPool*);
template void max_pool2d_gradient(const Pool2dShape&, const float*, const std::int32_t*, float*, ThreadPool*);
template void max_pool2d_gradient(const Pool2dShape&, const double*, const std::int32_t*, double*, ThreadPool*);
template void avg_pool2d_forward(const Pool2dShape&, bool, const float*, float*, ThreadPool*);
template void avg_pool2d_forward(const Pool2dShape&, bool, const double*, double*, ThreadPool*);
template void avg_pool2d_gradient(const Pool2dShape&, bool, const float*, float*, ThreadPool*);
template void avg_pool2d_gradient(const Pool2dShape&, bool, const double*, double*, ThreadPool*);

}  // namespace lectern::simd
