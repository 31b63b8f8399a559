#pragma once

#include <cstdint>

namespace lectern::math {

struct Product128 {
  std::uint64_t high;
  std::uint64_t low;
};

// The whole 128-bit product of two 64-bit integers.
inline Product128 wide_multiply(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t a_low = a & 0xffffffff, a_high = a >> 32;
  const std::uint64_t b_low = b & 0xffffffff, b_high = b >> 32;
  const std::uint64_t low = a_low * b_low;
  const std::uint64_t first = a_high * b_low + (low >> 32);
  const std::uint64_t second = a_low * b_high + (first & 0xffffffff);
  return {a_high * b_high + (first >> 32) + (second >> 32), (second << 32) | (low & 0xffffffff)};
}

}  // namespace lectern::math
