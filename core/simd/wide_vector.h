#pragma once

#include <cstddef>

// Vectors of any width for the kernels that are compiled once per instruction set. Everything has
// internal linkage, so that the linker can never give one instruction set's code to another.
namespace lectern::simd {
namespace {

#define LECTERN_INLINE inline __attribute__((always_inline))

template <typename T, int kBytes>
struct VectorOf {
  typedef T Type __attribute__((vector_size(kBytes)));
  typedef T Unaligned __attribute__((vector_size(kBytes), aligned(alignof(T)), may_alias));
};

template <typename T, int kBytes>
using Vector = typename VectorOf<T, kBytes>::Type;

template <typename T, int kBytes>
LECTERN_INLINE Vector<T, kBytes> load(const T* p) {
  return *reinterpret_cast<const typename VectorOf<T, kBytes>::Unaligned*>(p);
}

template <typename T, int kBytes>
LECTERN_INLINE void store(T* p, Vector<T, kBytes> v) {
  *reinterpret_cast<typename VectorOf<T, kBytes>::Unaligned*>(p) = v;
}

template <typename T, int kBytes>
LECTERN_INLINE Vector<T, kBytes> splat(T x) {
  return x - Vector<T, kBytes>{};  // x − 0 is x for every x, the negative zero included
}

}  // namespace
}  // namespace lectern::simd
