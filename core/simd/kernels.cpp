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

template <typename T>
const ConvKernels<T>& kernels_with_fewest_vectors(std::ptrdiff_t channels) {
  const ConvKernels<T>* conv = kernels<T>().conv;
  const auto vectors = [&](int width) { return (channels + conv[width].lanes - 1) / conv[width].lanes; };
  int best = 0;
  for (int width = 1; width < kMostWidths; ++width) {
    if (vectors(width) <= vectors(best)) best = width;
  }
  return conv[best];
}

template const ConvKernels<float>& kernels_with_fewest_vectors(std::ptrdiff_t);
template const ConvKernels<double>& kernels_with_fewest_vectors(std::ptrdiff_t);

}  // namespace lectern::simd
