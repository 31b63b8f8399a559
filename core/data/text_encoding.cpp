#include "core/data/text_encoding.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "core/math/utf8.h"

namespace lectern::data {
namespace {

enum class Utf16 { none, little, big };

// Without a mark, text in UTF-16 that is mostly ASCII has a zero in every other byte.
Utf16 utf16_order(std::string_view bytes) {
  if (bytes.starts_with("\xff\xfe")) return Utf16::little;
  if (bytes.starts_with("\xfe\xff")) return Utf16::big;
  constexpr std::size_t kEnough = 1024;
  const std::size_t pairs = std::min(bytes.size(), kEnough) / 2;
  std::array<std::size_t, 2> zeros{};
  for (std::size_t i = 0; i < 2 * pairs; ++i)
    if (bytes[i] == '\0') ++zeros[i % 2];
  if (pairs < 2) return Utf16::none;
  if (zeros[0] == 0 && 5 * zeros[1] >= 3 * pairs) return Utf16::little;
  if (zeros[1] == 0 && 5 * zeros[0] >= 3 * pairs) return Utf16::big;
  return Utf16::none;
}

void append_utf8(std::uint32_t c, std::string& out) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | (c >> shift & 0x3f)); };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xc0 | c >> 6);
    tail(0);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xe0 | c >> 12);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xf0 | c >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

std::string from_utf16(std::string_view bytes, Utf16 order) {
  const std::size_t high = order == Utf16::big ? 0 : 1;
  const auto unit = [&](std::size_t i) -> std::uint32_t {
    if (i + 1 >= bytes.size()) return 0;
    return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i + high]) << 8 |
                                      static_cast<unsigned char>(bytes[i + 1 - high]));
  };
  std::string out;
  out.reserve(bytes.size() / 2);
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    std::uint32_t c = unit(i);
    if (c >= 0xd800 && c < 0xdc00 && unit(i + 2) >= 0xdc00 && unit(i + 2) < 0xe000) {
      c = 0x10000 + ((c - 0xd800) << 10) + (unit(i + 2) - 0xdc00);
      i += 2;
    } else if (c >= 0xd800 && c < 0xe000) {
      c = 0xfffd;
    }
    append_utf8(c, out);
  }
  return out;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

// Source: Unicode, Inc., cp1252 to Unicode table. Codes that stand for nothing become U+FFFD.
std::string from_windows_1252(std::string_view bytes) {
  constexpr std::array<std::uint16_t, 32> kAbove80{0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                                   0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd,
                                                   0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                                   0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178};
  std::string out;
  out.reserve(bytes.size());
  for (const char byte : bytes) {
    const auto code = static_cast<unsigned char>(byte);
    append_utf8(code >= 0x80 && code < 0xa0 ? kAbove80[code - 0x80u] : code, out);
  }
  return out;
}

}  // namespace

DecodedText::DecodedText(std::string_view bytes) : given_(bytes) {
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  if (const Utf16 order = utf16_order(bytes); order != Utf16::none) {
    owned_ = from_utf16(bytes, order);
    if (owned_.starts_with(kMark)) owned_.erase(0, kMark.size());
    is_owned_ = true;
    encoding_ = "UTF-16";
  } else if (!is_utf8(bytes)) {
    owned_ = from_windows_1252(bytes);
    is_owned_ = true;
    encoding_ = "Windows-1252";
  } else if (bytes.starts_with(kMark)) {
    given_.remove_prefix(kMark.size());
  }
}

}  // namespace lectern::data
