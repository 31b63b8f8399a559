#pragma once

#include <cstddef>
#include <cstdint>

namespace lectern {
class ThreadPool;
}

namespace lectern::simd {

// The sizes of one pooling: `planes` independent H × W pictures (batch times channels).
struct Pool2dShape {
  std::ptrdiff_t planes = 0;
  std::ptrdiff_t in_height = 1;
  std::ptrdiff_t in_width = 1;
  std::ptrdiff_t kernel_height = 1;
  std::ptrdiff_t kernel_width = 1;
  std::ptrdiff_t stride_y = 1;
  std::ptrdiff_t stride_x = 1;
  std::ptrdiff_t padding_y = 0;  // at most half the kernel, so that no window lies in the padding alone
  std::ptrdiff_t padding_x = 0;

  std::ptrdiff_t out_height() const { return (in_height + 2 * padding_y - kernel_height) / stride_y + 1; }
  std::ptrdiff_t out_width() const { return (in_width + 2 * padding_x - kernel_width) / stride_x + 1; }
  std::ptrdiff_t in_plane() const { return in_height * in_width; }
  std::ptrdiff_t out_plane() const { return out_height() * out_width(); }
};

// Largest value of every window; padding counts as minus infinity.
// x       planes × H × W
// y       planes × H' × W', overwritten
// argmax  planes × H' × W', overwritten with row·W + column in the input plane; of equal maxima the
//         first in row-major order
template <typename T>
void max_pool2d_forward(const Pool2dShape& shape, const T* x, T* y, std::int32_t* argmax, ThreadPool* pool = nullptr);

// Sends each d_y (planes × H' × W') to the cell that was the maximum; d_x planes × H × W, overwritten.
template <typename T>
void max_pool2d_gradient(const Pool2dShape& shape, const T* d_y, const std::int32_t* argmax, T* d_x,
                         ThreadPool* pool = nullptr);

// Mean of every window: its sum divided by kh·kw, or without count_include_pad by the number of its
// cells inside the picture. x planes × H × W; y planes × H' × W', overwritten.
template <typename T>
void avg_pool2d_forward(const Pool2dShape& shape, bool count_include_pad, const T* x, T* y, ThreadPool* pool = nullptr);

// Shares each d_y (planes × H' × W') among the cells of its window; d_x planes × H × W, overwritten.
template <typename T>
void avg_pool2d_gradient(const Pool2dShape& shape, bool count_include_pad, const T* d_y, T* d_x,
                         ThreadPool* pool = nullptr);

}  // namespace lectern::simd
