#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace lectern::data {

enum class ElementKind { boolean, signed_integer, unsigned_integer, floating };
enum class ByteOrder { little, big };

// How one number stands in a file: kind, bytes (1, 2, 4, 8; floating 4, 8), order.
struct ElementType {
  ElementKind kind;
  std::size_t bytes;
  ByteOrder order;
};

// The number at the start of `bytes`, which holds at least type.bytes; rounded to float.
inline float read_element(std::string_view bytes, ElementType type) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < type.bytes; ++i) {
    const std::size_t from = type.order == ByteOrder::big ? i : type.bytes - 1 - i;
    word = word << 8 | static_cast<unsigned char>(bytes[from]);
  }
  const auto unused = static_cast<int>(64 - 8 * type.bytes);
  switch (type.kind) {
    case ElementKind::boolean: return word != 0 ? 1.0f : 0.0f;
    case ElementKind::unsigned_integer: return static_cast<float>(word);
    case ElementKind::signed_integer: return static_cast<float>(static_cast<std::int64_t>(word << unused) >> unused);
    case ElementKind::floating: break;
  }
  if (type.bytes == 4) return std::bit_cast<float>(static_cast<std::uint32_t>(word));
  return static_cast<float>(std::bit_cast<double>(word));
}

}  // namespace lectern::data
