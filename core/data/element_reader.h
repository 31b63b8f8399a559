#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace lectern::data {

enum class ElementKind { boolean, signed_integer, unsigned_integer, floating };
enum class ByteOrder { little, big };

// How one number stands in a file: kind, bytes (1, 2, 4, 8; floating 2, 4, 8), order.
struct ElementType {
  ElementKind kind;
  std::size_t bytes;
  ByteOrder order;
};

// A number of 16 bits: sign, 5 bits of exponent, 10 of fraction. Source: IEEE 754-2008, binary16.
inline double half_value(std::uint32_t bits) {
  const std::uint32_t exponent = bits >> 10 & 0x1f, fraction = bits & 0x3ff, sign = (bits & 0x8000) << 16;
  if (exponent == 0) return (sign != 0 ? -1.0 : 1.0) * static_cast<double>(fraction) / (1 << 24);
  const std::uint32_t wide_exponent = exponent == 0x1f ? 0xff : exponent + 127 - 15;
  return static_cast<double>(std::bit_cast<float>(sign | wide_exponent << 23 | fraction << 13));
}

// The number at the start of `bytes`, which holds at least type.bytes; whole numbers beyond 2^53 are rounded.
inline double read_element(std::string_view bytes, ElementType type) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < type.bytes; ++i) {
    const std::size_t from = type.order == ByteOrder::big ? i : type.bytes - 1 - i;
    word = word << 8 | static_cast<unsigned char>(bytes[from]);
  }
  const auto unused = static_cast<int>(64 - 8 * type.bytes);
  switch (type.kind) {
    case ElementKind::boolean: return word != 0 ? 1.0 : 0.0;
    case ElementKind::unsigned_integer: return static_cast<double>(word);
    case ElementKind::signed_integer: return static_cast<double>(static_cast<std::int64_t>(word << unused) >> unused);
    case ElementKind::floating: break;
  }
  if (type.bytes == 2) return half_value(static_cast<std::uint32_t>(word));
  if (type.bytes == 4) return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(word)));
  return std::bit_cast<double>(word);
}

}  // namespace lectern::data
