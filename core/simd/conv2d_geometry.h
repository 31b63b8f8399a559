#pragma once

#include <algorithm>
#include <cstddef>

#include "core/math/vector.h"
#include "core/simd/conv2d.h"

namespace lectern::simd {

// One cross-correlation of a picture, general enough for all three maps of a convolution:
//   y[o,i,j] = init[o] + Σ_a Σ_c Σ_b x[c, i·sy - top + a, j·sx - left + b] · weight(o,c,a,b)
// with x zero outside the picture; top and left may be negative.
struct Correlation {
  std::ptrdiff_t in_channels, in_height, in_width;
  std::ptrdiff_t out_channels, out_rows, out_cols;
  std::ptrdiff_t taps_y, taps_x;  // a in [0, taps_y), b in [0, taps_x)
  std::ptrdiff_t stride_y, stride_x;
  std::ptrdiff_t top, left;

  std::ptrdiff_t taps() const { return in_channels * taps_y * taps_x; }
};

// The correlation that a convolution is.
inline Correlation forward_correlation(const Conv2dShape& s) {
  return {s.in_channels,   s.in_height,    s.in_width, s.out_channels, s.out_height(), s.out_width(),
          s.kernel_height, s.kernel_width, s.stride_y, s.stride_x,     s.padding_y,    s.padding_x};
}

// How a padded picture lies in memory: for each channel one plane for each remainder of row and
// column by the strides, so that neighbouring outputs read neighbouring numbers:
// padded row r, column q of channel c is at
//   ((c·sy + r mod sy)·sx + q mod sx)·plane + (r div sy)·pitch + q div sx.
struct PaddedLayout {
  std::ptrdiff_t stride_y, stride_x;
  std::ptrdiff_t rows, pitch, plane;
  std::ptrdiff_t size;  // values of all planes

  explicit PaddedLayout(const Correlation& c)
      : stride_y(c.stride_y),
        stride_x(c.stride_x),
        rows(ceil_divide((c.out_rows - 1) * c.stride_y + c.taps_y, c.stride_y)),
        pitch(ceil_divide((c.out_cols - 1) * c.stride_x + c.taps_x, c.stride_x)),
        plane(rows * pitch),
        size(c.in_channels * c.stride_y * c.stride_x * plane) {}

  // The layout of a picture that needs no padding, as it is.
  static PaddedLayout in_place(const Correlation& c) {
    PaddedLayout layout(c);
    layout.rows = c.in_height;
    layout.pitch = c.in_width;
    layout.plane = c.in_height * c.in_width;
    layout.size = c.in_channels * layout.plane;
    return layout;
  }

  // Whether every tap of every output lies inside the picture itself, next to its neighbours.
  static bool fits_in_place(const Correlation& c) {
    return c.stride_y == 1 && c.stride_x == 1 && c.top == 0 && c.left == 0 &&
           c.out_rows - 1 + c.taps_y <= c.in_height && c.out_cols - 1 + c.taps_x <= c.in_width;
  }

  // Where channel c, tap (a, b) of output (0, 0) lies; output (i, j) reads i·pitch + j further on.
  std::ptrdiff_t offset(std::ptrdiff_t c, std::ptrdiff_t a, std::ptrdiff_t b) const {
    return ((c * stride_y + a % stride_y) * stride_x + b % stride_x) * plane + a / stride_y * pitch + b / stride_x;
  }

  static std::ptrdiff_t ceil_divide(std::ptrdiff_t value, std::ptrdiff_t by) {
    return value <= 0 ? 0 : (value + by - 1) / by;
  }
};

// count values of x, each `stride` behind the last, side by side.
template <typename T>
void gather(const T* x, std::ptrdiff_t stride, std::ptrdiff_t count, T* out) {
  using V = math::VectorOf<T>;
  constexpr std::ptrdiff_t kLanes = 16 / static_cast<std::ptrdiff_t>(sizeof(T));
  if (stride == 1 && count >= kLanes) {
    for (std::ptrdiff_t u = 0; u + kLanes <= count; u += kLanes) math::store(out + u, math::load<V>(x + u));
    math::store(out + count - kLanes, math::load<V>(x + count - kLanes));
  } else if (stride == 2) {
    for (std::ptrdiff_t u = 0; u < count; ++u) out[u] = x[2 * u];
  } else {
    for (std::ptrdiff_t u = 0; u < count; ++u) out[u] = x[u * stride];
  }
}

// Copies one sample x (C × H × W) into the layout; what is around it stays as it is.
template <typename T>
void place(const Correlation& c, const PaddedLayout& layout, const T* x, T* out) {
  for (std::ptrdiff_t rest = 0; rest < layout.stride_y; ++rest) {
    // Row r of such a plane is input row r·stride - above.
    const std::ptrdiff_t above = c.top - rest;
    const std::ptrdiff_t first_row = PaddedLayout::ceil_divide(above, c.stride_y);
    const std::ptrdiff_t end_row = std::min(PaddedLayout::ceil_divide(c.in_height + above, c.stride_y), layout.rows);
    for (std::ptrdiff_t phase = 0; phase < layout.stride_x; ++phase) {
      const std::ptrdiff_t before = c.left - phase;
      const std::ptrdiff_t first = PaddedLayout::ceil_divide(before, c.stride_x);
      const std::ptrdiff_t count =
          std::min(PaddedLayout::ceil_divide(c.in_width + before, c.stride_x), layout.pitch) - first;
      if (first_row >= end_row || count <= 0) continue;
      const T* from = x + (first_row * c.stride_y - above) * c.in_width + first * c.stride_x - before;
      T* to = out + (rest * layout.stride_x + phase) * layout.plane + first_row * layout.pitch + first;
      for (std::ptrdiff_t channel = 0; channel < c.in_channels; ++channel) {
        for (std::ptrdiff_t r = 0; r < end_row - first_row; ++r) {
          gather(from + r * c.stride_y * c.in_width, c.stride_x, count, to + r * layout.pitch);
        }
        from += c.in_height * c.in_width;
        to += layout.stride_y * layout.stride_x * layout.plane;
      }
    }
  }
}

// How many samples make a chunk of about so many multiplications: fixed by the sizes alone.
inline std::ptrdiff_t samples_per_chunk(std::ptrdiff_t multiplications_per_sample) {
  constexpr std::ptrdiff_t kMultiplications = 64 * 1024;
  return std::max<std::ptrdiff_t>(1, kMultiplications / std::max<std::ptrdiff_t>(1, multiplications_per_sample));
}

}  // namespace lectern::simd
