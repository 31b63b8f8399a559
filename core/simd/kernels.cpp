#include "core/simd/kernels.h"

namespace lectern::simd {
namespace {

const InstructionSet& widest() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) return kernels_avx512();
  if (__builtin_cpu_supports("avx2")) return kernels_avx2();
#endif
  return kernels_128();
}

}  // namespace

template <>
const Kernels<float>& kernels<float>() {
  static const Kernels<float>& chosen = widest().for_float;
  return chosen;
}

template <>
const Kernels<double>& kernels<double>() {
  static const Kernels<double>& chosen = widest().for_double;
  return chosen;
}

}  // namespace lectern::simd
