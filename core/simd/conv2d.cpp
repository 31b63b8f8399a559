#include "core/simd/conv2d.h"

namespace lectern::simd {

template <typename T>
void conv2d_forward(const Conv2dShape& shape, const T* x, const T* weight, const T* bias, T* y, ThreadPool*) {
  conv2d_forward_scalar(shape, x, weight, bias, y);
}

template <typename T>
void conv2d_gradient_input(const Conv2dShape& shape, const T* d_y, const T* weight, T* d_x, ThreadPool*) {
  conv2d_gradient_input_scalar(shape, d_y, weight, d_x);
}

template <typename T>
void conv2d_gradient_weight(const Conv2dShape& shape, const T* x, const T* d_y, T* d_weight, T* d_bias,
                            ThreadPool*) {
  conv2d_gradient_weight_scalar(shape, x, d_y, d_weight, d_bias);
}

template void conv2d_forward(const Conv2dShape&, const float*, const float*, const float*, float*, ThreadPool*);
template void conv2d_forward(const Conv2dShape&, const double*, const double*, const double*, double*, ThreadPool*);
template void conv2d_gradient_input(const Conv2dShape&, const float*, const float*, float*, ThreadPool*);
template void conv2d_gradient_input(const Conv2dShape&, const double*, const double*, double*, ThreadPool*);
template void conv2d_gradient_weight(const Conv2dShape&, const float*, const float*, float*, float*, ThreadPool*);
template void conv2d_gradient_weight(const Conv2dShape&, const double*, const double*, double*, double*, ThreadPool*);

}  // namespace lectern::simd
