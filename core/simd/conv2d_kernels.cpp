#include "core/simd/conv2d_kernels.h"

#include "core/simd/conv2d_kernels_impl.h"

namespace lectern::simd {

template <typename T>
const ConvKernels<T>& conv_kernels(std::ptrdiff_t) {
  static constexpr ConvKernels<T> kKernels = make_conv_kernels<T, 16>();
  return kKernels;
}

template const ConvKernels<float>& conv_kernels<float>(std::ptrdiff_t);
template const ConvKernels<double>& conv_kernels<double>(std::ptrdiff_t);

}  // namespace lectern::simd
