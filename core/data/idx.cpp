#include "core/data/idx.h"

#include <optional>
#include <string>

#include "core/data/element_reader.h"
#include "core/data/gzip.h"
#include "core/data/limits.h"

namespace lectern::data {
namespace {

constexpr std::size_t kMaximumRank = 4;

std::optional<ElementType> element_type(unsigned char code) {
  switch (code) {
    case 0x08: return ElementType{ElementKind::unsigned_integer, 1, ByteOrder::big};
    case 0x09: return ElementType{ElementKind::signed_integer, 1, ByteOrder::big};
    case 0x0b: return ElementType{ElementKind::signed_integer, 2, ByteOrder::big};
    case 0x0c: return ElementType{ElementKind::signed_integer, 4, ByteOrder::big};
    case 0x0d: return ElementType{ElementKind::floating, 4, ByteOrder::big};
    case 0x0e: return ElementType{ElementKind::floating, 8, ByteOrder::big};
    default: return std::nullopt;
  }
}

std::uint32_t big_endian_u32(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

}  // namespace

Result<ArrayFile> open_idx(std::string_view bytes) {
  if (bytes.size() < 4) return Error{"The IDX file ends within its first 4 bytes."};
  if (bytes[0] != 0 || bytes[1] != 0) return Error{"Not an IDX file: its first two bytes are not zero."};
  const auto type = element_type(static_cast<unsigned char>(bytes[2]));
  if (!type) {
    return Error{"Byte 2 of the IDX file, the element type, is " +
                 std::to_string(static_cast<unsigned char>(bytes[2])) + "; allowed are 8, 9, 11, 12, 13 and 14."};
  }
  const std::size_t rank = static_cast<unsigned char>(bytes[3]);
  if (rank < 1 || rank > kMaximumRank) {
    return Error{"Byte 3 of the IDX file, the number of dimensions, is " + std::to_string(rank) +
                 "; allowed are 1 to 4."};
  }
  const std::size_t header = 4 + 4 * rank;
  if (bytes.size() < header) return Error{"The IDX file ends within the sizes of its dimensions."};
  ArrayFile array;
  std::uint64_t count = 1;
  for (std::size_t d = 0; d < rank; ++d) {
    const std::uint32_t size = big_endian_u32(bytes.substr(4 + 4 * d));
    count *= size;  // below 2^26 · 2^32
    if (count > kMaximumValues || size > kMaximumValues) {
      return Error{"The IDX file announces more than " + std::to_string(kMaximumValues) +
                   " numbers, the most allowed."};
    }
    array.shape.push_back(static_cast<std::ptrdiff_t>(size));
  }
  const std::uint64_t expected = header + count * type->bytes;
  if (bytes.size() != expected) {
    return Error{"The IDX file has " + std::to_string(bytes.size()) + " bytes, but its header announces " +
                 std::to_string(expected) + "."};
  }
  array.type = *type;
  array.data = bytes.substr(header);
  return array;
}

bool is_idx(std::string_view bytes) {
  return bytes.size() >= 4 && bytes[0] == 0 && bytes[1] == 0 &&
         element_type(static_cast<unsigned char>(bytes[2])).has_value();
}

Result<NumberArray> read_idx(std::string_view bytes) {
  Result<std::string> unpacked = std::string();
  if (is_gzip(bytes)) {
    unpacked = unpack_gzip(bytes, kMaximumUnpackedBytes);
    if (!unpacked) return Error{unpacked.error()};
    bytes = *unpacked;
  }
  const Result<ArrayFile> array = open_idx(bytes);
  if (!array) return Error{array.error()};
  return array->numbers();
}

}  // namespace lectern::data
