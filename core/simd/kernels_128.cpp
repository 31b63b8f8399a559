#include "core/simd/conv2d_kernels_impl.h"
#include "core/simd/gemm_tiles_impl.h"
#include "core/simd/kernels.h"

namespace lectern::simd {

const InstructionSet& kernels_128() {
  // Four rows: with more, the sums no longer fit the fifteen registers browsers use.
  static constexpr InstructionSet kSet{
      {{make_tiles<float, 16, 4>(), make_tiles<float, 16, 4>(), make_tiles<float, 16, 4>()},
       {make_conv_kernels<float, 16>(), make_conv_kernels<float, 16>(), make_conv_kernels<float, 16>()},
       make_dot_kernels<float>()},
      {{make_tiles<double, 16, 4>(), make_tiles<double, 16, 4>(), make_tiles<double, 16, 4>()},
       {make_conv_kernels<double, 16>(), make_conv_kernels<double, 16>(), make_conv_kernels<double, 16>()},
       make_dot_kernels<double>()}};
  return kSet;
}

}  // namespace lectern::simd
