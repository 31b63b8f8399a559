#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

// The block function behind Rng, for those who need more numbers at once than one call each can bring.
namespace lectern::math {

// Philox4x32-10: ten rounds of two 32×32 → 64 bit products; the key grows by Weyl constants.
// Source: Salmon, Moraes, Dror, Shaw, Parallel Random Numbers: As Easy as 1, 2, 3 (SC 2011).
inline std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> c, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = std::uint64_t(0xD2511F53) * c[0];
    const std::uint64_t p1 = std::uint64_t(0xCD9E8D57) * c[2];
    c = {static_cast<std::uint32_t>(p1 >> 32) ^ c[1] ^ key[0], static_cast<std::uint32_t>(p1),
         static_cast<std::uint32_t>(p0 >> 32) ^ c[3] ^ key[1], static_cast<std::uint32_t>(p0)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return c;
}

}  // namespace lectern::math
