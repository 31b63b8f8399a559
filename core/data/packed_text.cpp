#include "core/data/packed_text.h"

#include <zlib.h>

#include <cstdint>
#include <optional>

namespace lectern::data {
namespace {

constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string letters_of(std::string_view bytes) {
  std::string letters;
  std::uint32_t bits = 0;
  int waiting = 0;
  for (const char byte : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(byte);
    for (waiting += 8; waiting >= 6; waiting -= 6) letters.push_back(kLetters[bits >> (waiting - 6) & 63]);
  }
  if (waiting > 0) letters.push_back(kLetters[bits << (6 - waiting) & 63]);
  return letters;
}

std::optional<std::string> bytes_of(std::string_view letters) {
  std::string bytes;
  std::uint32_t bits = 0;
  int waiting = 0;
  for (const char letter : letters) {
    const std::size_t value = kLetters.find(letter);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    waiting += 6;
    if (waiting < 8) continue;
    waiting -= 8;
    bytes.push_back(static_cast<char>(bits >> waiting & 255));
  }
  return bytes;
}

}  // namespace

std::string packed_text(std::string_view text) {
  uLongf size = compressBound(static_cast<uLong>(text.size()));
  std::string packed(size, '\0');
  compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(text.data()),
            static_cast<uLong>(text.size()), Z_BEST_COMPRESSION);
  packed.resize(size);
  return letters_of(packed);
}

Result<std::string> unpacked_text(std::string_view packed, std::size_t limit) {
  const std::optional<std::string> bytes = bytes_of(packed);
  if (!bytes) return Error{"The packed text holds a character that is not of base64url."};
  std::string text(limit, '\0');
  uLongf size = static_cast<uLongf>(limit);
  const int status = uncompress(reinterpret_cast<Bytef*>(text.data()), &size,
                                reinterpret_cast<const Bytef*>(bytes->data()), static_cast<uLong>(bytes->size()));
  if (status == Z_BUF_ERROR && size == limit)
    return Error{"The packed text is longer than the " + std::to_string(limit) + " bytes that are allowed."};
  if (status != Z_OK) return Error{"The packed text is damaged or cut short."};
  text.resize(size);
  return text;
}

}  // namespace lectern::data
