#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

// Portable 128-bit vectors by the compilers' vector extension: SSE2 natively, SIMD in WebAssembly,
// NEON on ARM. Every lane does exactly what the scalar would do. A template written with the
// helpers below runs the same operations on float, F32x4, double and F64x2, and so gives the
// same bits on each.
namespace lectern::math {

using F32x4 = float __attribute__((vector_size(16)));
using F64x2 = double __attribute__((vector_size(16)));
using U32x4 = std::uint32_t __attribute__((vector_size(16)));
using U64x2 = std::uint64_t __attribute__((vector_size(16)));
// Two vectors that go side by side through the same operations: one waits while the other is worked on, and both
// share each constant. Not for GCC, which compares vectors wider than the machine's lane by lane.
using F32x8 = float __attribute__((vector_size(32)));
using F64x4 = double __attribute__((vector_size(32)));
using U32x8 = std::uint32_t __attribute__((vector_size(32)));
using U64x4 = std::uint64_t __attribute__((vector_size(32)));

// What belongs to a float type, scalar or vector: Scalar, the unsigned integers of its bits, and
// how many lanes it has.
template <typename V>
struct Lanes;
template <>
struct Lanes<float> {
  using Scalar = float;
  using Bits = std::uint32_t;
  static constexpr std::size_t kCount = 1;
};
template <>
struct Lanes<double> {
  using Scalar = double;
  using Bits = std::uint64_t;
  static constexpr std::size_t kCount = 1;
};
template <>
struct Lanes<F32x4> {
  using Scalar = float;
  using Bits = U32x4;
  static constexpr std::size_t kCount = 4;
};
template <>
struct Lanes<F64x2> {
  using Scalar = double;
  using Bits = U64x2;
  static constexpr std::size_t kCount = 2;
};
template <>
struct Lanes<F32x8> {
  using Scalar = float;
  using Bits = U32x8;
  static constexpr std::size_t kCount = 8;
};
template <>
struct Lanes<F64x4> {
  using Scalar = double;
  using Bits = U64x4;
  static constexpr std::size_t kCount = 4;
};

template <typename V>
using ScalarOf = typename Lanes<V>::Scalar;
template <typename V>
using BitsOf = typename Lanes<V>::Bits;

// The vector type of a scalar, and the pair of vectors.
template <typename T>
struct VectorOfHelper;
template <>
struct VectorOfHelper<float> {
  using Type = F32x4;
  using Pair = F32x8;
};
template <>
struct VectorOfHelper<double> {
  using Type = F64x2;
  using Pair = F64x4;
};
template <typename T>
using VectorOf = typename VectorOfHelper<T>::Type;
#if defined(__clang__)
template <typename T>
using PairOf = typename VectorOfHelper<T>::Pair;
#else
template <typename T>
using PairOf = VectorOf<T>;
#endif

// The same value in each lane.
template <typename V>
inline V broadcast(ScalarOf<V> value) {
  if constexpr (Lanes<V>::kCount == 1) {
    return value;
  } else {
    return value - V{};
  }
}

// kCount consecutive numbers from p, which need not be aligned.
template <typename V>
inline V load(const ScalarOf<V>* p) {
  V v;
  std::memcpy(&v, p, sizeof v);
  return v;
}

// Writes kCount consecutive numbers to p, which need not be aligned.
template <typename V>
inline void store(ScalarOf<V>* p, V v) {
  std::memcpy(p, &v, sizeof v);
}

// The representation of each lane as an unsigned integer, and back.
template <typename V>
inline BitsOf<V> bits_of(V v) {
  return std::bit_cast<BitsOf<V>>(v);
}
template <typename V>
inline V from_bits(BitsOf<V> bits) {
  return std::bit_cast<V>(bits);
}

// Per lane: mask ? a : b. The mask is the result of a comparison.
template <typename Mask, typename V>
inline V select(Mask mask, V a, V b) {
  return mask ? a : b;
}

// Whether a comparison holds in some lane.
inline bool any(bool mask) { return mask; }
template <typename Mask>
inline bool any(Mask mask) {
  const auto words = std::bit_cast<std::array<std::uint64_t, sizeof(Mask) / 8>>(mask);
  std::uint64_t some = 0;
  for (const std::uint64_t word : words) some |= word;
  return some != 0;
}

// Absolute value by clearing the sign bit (so |-0| is +0 and NaN stays NaN).
template <typename V>
inline V abs(V v) {
  constexpr auto kSign = std::bit_cast<BitsOf<ScalarOf<V>>>(ScalarOf<V>(-0.0));
  return from_bits<V>(bits_of(v) & ~kSign);
}

// The magnitude of `magnitude`, which must not carry a sign itself, with the sign of `sign`.
template <typename V>
inline V with_sign_of(V magnitude, V sign) {
  constexpr auto kSign = std::bit_cast<BitsOf<ScalarOf<V>>>(ScalarOf<V>(-0.0));
  return from_bits<V>(bits_of(magnitude) | (bits_of(sign) & kSign));
}

// The smaller or larger of the two; a NaN in the first argument stays.
template <typename V>
inline V min(V v, V bound) {
  return select(bound < v, bound, v);
}
template <typename V>
inline V max(V v, V bound) {
  return select(v < bound, bound, v);
}

// What adding does to round to an integer: the lowest bits of v + kRoundingMagic are the integer
// nearest to v (ties to even), for |v| < 2^22 (float) or 2^51 (double).
template <typename T>
inline constexpr T kRoundingMagic = T(std::uint64_t(3) << (std::numeric_limits<T>::digits - 2));

// An integer given as two's complement of the lane's width, |k| as above, to floating point.
template <typename V>
inline V to_float(BitsOf<V> k) {
  constexpr auto kMagic = kRoundingMagic<ScalarOf<V>>;
  return from_bits<V>(k + std::bit_cast<BitsOf<ScalarOf<V>>>(kMagic)) - kMagic;
}

// 2^k for an integer k within the exponents of normal numbers.
template <typename V>
inline V power_of_two(BitsOf<V> k) {
  using T = ScalarOf<V>;
  constexpr int kFraction = std::numeric_limits<T>::digits - 1;
  constexpr BitsOf<T> kBias = std::numeric_limits<T>::max_exponent - 1;
  return from_bits<V>((k + kBias) << kFraction);
}

}  // namespace lectern::math
