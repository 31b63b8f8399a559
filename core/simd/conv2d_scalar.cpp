#include <algorithm>

#include "core/simd/conv2d.h"

namespace lectern::simd {
namespace {

// Calls visit(input index, output index, weight index) for every product of the convolution that
// does not fall into the padding: outputs in row-major order, the window inside by row, channel, column.
template <typename Visit>
void for_each_product(const Conv2dShape& s, std::ptrdiff_t n, std::ptrdiff_t o, Visit visit) {
  const std::ptrdiff_t out_height = s.out_height(), out_width = s.out_width();
  for (std::ptrdiff_t i = 0; i < out_height; ++i) {
    for (std::ptrdiff_t j = 0; j < out_width; ++j) {
      const std::ptrdiff_t output = ((n * s.out_channels + o) * out_height + i) * out_width + j;
      for (std::ptrdiff_t a = 0; a < s.kernel_height; ++a) {
        const std::ptrdiff_t row = i * s.stride_y - s.padding_y + a;
        if (row < 0 || row >= s.in_height) continue;
        for (std::ptrdiff_t c = 0; c < s.in_channels; ++c) {
          for (std::ptrdiff_t b = 0; b < s.kernel_width; ++b) {
            const std::ptrdiff_t col = j * s.stride_x - s.padding_x + b;
            if (col < 0 || col >= s.in_width) continue;
            visit(((n * s.in_channels + c) * s.in_height + row) * s.in_width + col, output, s.weight_index(o, c, a, b));
          }
        }
      }
    }
  }
}

}  // namespace

template <typename T>
void conv2d_forward_scalar(const Conv2dShape& shape, const T* x, const T* weight, const T* bias, T* y) {
  const std::ptrdiff_t plane = shape.out_height() * shape.out_width();
  for (std::ptrdiff_t n = 0; n < shape.batch; ++n) {
    for (std::ptrdiff_t o = 0; o < shape.out_channels; ++o) {
      std::fill_n(y + (n * shape.out_channels + o) * plane, plane, bias ? bias[o] : T(0));
      for_each_product(shape, n, o,
                       [&](std::ptrdiff_t in, std::ptrdiff_t out, std::ptrdiff_t w) { y[out] += x[in] * weight[w]; });
    }
  }
}

template <typename T>
void conv2d_gradient_input_scalar(const Conv2dShape& shape, const T* d_y, const T* weight, T* d_x) {
  std::fill_n(d_x, shape.batch * shape.in_size(), T(0));
  for (std::ptrdiff_t n = 0; n < shape.batch; ++n) {
    for (std::ptrdiff_t o = 0; o < shape.out_channels; ++o) {
      for_each_product(shape, n, o, [&](std::ptrdiff_t in, std::ptrdiff_t out, std::ptrdiff_t w) {
        d_x[in] += d_y[out] * weight[w];
      });
    }
  }
}

template <typename T>
void conv2d_gradient_weight_scalar(const Conv2dShape& shape, const T* x, const T* d_y, T* d_weight, T* d_bias) {
  std::fill_n(d_weight, shape.weight_size(), T(0));
  if (d_bias) std::fill_n(d_bias, shape.out_channels, T(0));
  const std::ptrdiff_t plane = shape.out_height() * shape.out_width();
  for (std::ptrdiff_t n = 0; n < shape.batch; ++n) {
    for (std::ptrdiff_t o = 0; o < shape.out_channels; ++o) {
      for_each_product(shape, n, o, [&](std::ptrdiff_t in, std::ptrdiff_t out, std::ptrdiff_t w) {
        d_weight[w] += d_y[out] * x[in];
      });
      const T* d_plane = d_y + (n * shape.out_channels + o) * plane;
      for (std::ptrdiff_t p = 0; d_bias && p < plane; ++p) d_bias[o] += d_plane[p];
    }
  }
}

template void conv2d_forward_scalar(const Conv2dShape&, const float*, const float*, const float*, float*);
template void conv2d_forward_scalar(const Conv2dShape&, const double*, const double*, const double*, double*);
template void conv2d_gradient_input_scalar(const Conv2dShape&, const float*, const float*, float*);
template void conv2d_gradient_input_scalar(const Conv2dShape&, const double*, const double*, double*);
template void conv2d_gradient_weight_scalar(const Conv2dShape&, const float*, const float*, float*, float*);
template void conv2d_gradient_weight_scalar(const Conv2dShape&, const double*, const double*, double*, double*);

}  // namespace lectern::simd
