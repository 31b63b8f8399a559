// Compiled with -mavx512f -mavx512vl (core/CMakeLists.txt); called only where the machine has it.
#if defined(__x86_64__)

#include "core/simd/conv2d_kernels_impl.h"
#include "core/simd/gemm_tiles_impl.h"
#include "core/simd/kernels.h"

namespace lectern::simd {

const InstructionSet& kernels_avx512() {
  static constexpr InstructionSet kSet{
      {{make_tiles<float, 64, 8>(), make_tiles<float, 32, 8>(), make_tiles<float, 16, 8>()},
       {make_conv_kernels<float, 64>(), make_conv_kernels<float, 32>(), make_conv_kernels<float, 16>()},
       make_dot_kernels<float>()},
      {{make_tiles<double, 64, 8>(), make_tiles<double, 32, 8>(), make_tiles<double, 16, 8>()},
       {make_conv_kernels<double, 64>(), make_conv_kernels<double, 32>(), make_conv_kernels<double, 16>()},
       make_dot_kernels<double>()}};
  return kSet;
}

}  // namespace lectern::simd

#endif
