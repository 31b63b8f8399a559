#pragma once

#include <cstddef>

namespace lectern {
class ThreadPool;
}

namespace lectern::simd {

// The sizes of one two-dimensional convolution: cross-correlation of the N × C × H × W input with
// O kernels of C × kh × kw, zero padding on both sides.
struct Conv2dShape {
  std::ptrdiff_t batch = 0;
  std::ptrdiff_t in_channels = 1;
  std::ptrdiff_t in_height = 1;
  std::ptrdiff_t in_width = 1;
  std::ptrdiff_t out_channels = 1;
  std::ptrdiff_t kernel_height = 1;
  std::ptrdiff_t kernel_width = 1;
  std::ptrdiff_t stride_y = 1;
  std::ptrdiff_t stride_x = 1;
  std::ptrdiff_t padding_y = 0;
  std::ptrdiff_t padding_x = 0;

  std::ptrdiff_t out_height() const { return (in_height + 2 * padding_y - kernel_height) / stride_y + 1; }
  std::ptrdiff_t out_width() const { return (in_width + 2 * padding_x - kernel_width) / stride_x + 1; }
  std::ptrdiff_t in_size() const { return in_channels * in_height * in_width; }
  std::ptrdiff_t out_size() const { return out_channels * out_height() * out_width(); }
  // Where kernel o has its tap (a, b) for channel c.
  std::ptrdiff_t weight_index(std::ptrdiff_t o, std::ptrdiff_t c, std::ptrdiff_t a, std::ptrdiff_t b) const {
    return ((o * in_channels + c) * kernel_height + a) * kernel_width + b;
  }
  std::ptrdiff_t weight_size() const { return out_channels * in_channels * kernel_height * kernel_width; }
};

// Convolution as lectures on neural networks mean it (the kernel is not flipped).
//   y[n,o,i,j] = bias[o] + Σ_c Σ_a Σ_b x[n, c, i·sy - py + a, j·sx - px + b] · weight[o,c,a,b]
// x       N × C × H × W, row-major
// weight  O × C × kh × kw
// bias    O values or null
// y       N × O × H' × W', overwritten; must not overlap the inputs
// Numerical note: each y starts from its bias and gains its products by row a, channel c, column b of
// the kernel, those in the padding above and below left out; like all maps here, the order of every sum
// depends on the shape alone, never on machine or pool.
template <typename T>
void conv2d_forward(const Conv2dShape& shape, const T* x, const T* weight, const T* bias, T* y,
                    ThreadPool* pool = nullptr);

// The transpose of conv2d_forward in its input: d_x = ∂⟨y, d_y⟩/∂x.
// d_y  N × O × H' × W';  weight  O × C × kh × kw;  d_x  N × C × H × W, overwritten
template <typename T>
void conv2d_gradient_input(const Conv2dShape& shape, const T* d_y, const T* weight, T* d_x, ThreadPool* pool = nullptr);

// The gradients by weight and bias, summed over the batch.
// x  N × C × H × W;  d_y  N × O × H' × W'
// d_weight  O × C × kh × kw, overwritten;  d_bias  O values, overwritten, or null
// Numerical note: each sample is summed in lanes of 128 bits, samples in parts of at least 1/16 of the
// batch, then the parts. Padding takes part as zeros, so x and d_y should be finite.
template <typename T>
void conv2d_gradient_weight(const Conv2dShape& shape, const T* x, const T* d_y, T* d_weight, T* d_bias,
                            ThreadPool* pool = nullptr);

// The same three by plain loops on one thread: the oracles of the tests. Forward sums in the same
// order, so to the same bits; the gradients in row-major order of outputs, so only nearly the same.
template <typename T>
void conv2d_forward_scalar(const Conv2dShape& shape, const T* x, const T* weight, const T* bias, T* y);
template <typename T>
void conv2d_gradient_input_scalar(const Conv2dShape& shape, const T* d_y, const T* weight, T* d_x);
template <typename T>
void conv2d_gradient_weight_scalar(const Conv2dShape& shape, const T* x, const T* d_y, T* d_weight, T* d_bias);

}  // namespace lectern::simd
