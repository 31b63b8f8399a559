#include "web/app/png.h"

#include <zlib.h>

#include <cstdint>
#include <initializer_list>
#include <vector>

namespace lectern {

namespace {

void append_number(std::string& out, std::uint32_t number) {
  for (const int shift : {24, 16, 8, 0}) out += static_cast<char>((number >> shift) & 255);
}

void append_chunk(std::string& out, const std::string& kind, const std::string& content) {
  const std::string checked = kind + content;
  append_number(out, static_cast<std::uint32_t>(content.size()));
  out += checked;
  append_number(out, static_cast<std::uint32_t>(
                         crc32(0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size()))));
}

}  // namespace

std::string png_of(std::span<const unsigned char> pixels, int width, int height) {
  const std::size_t row = static_cast<std::size_t>(width) * 4;
  std::vector<unsigned char> lines;
  lines.reserve((row + 1) * static_cast<std::size_t>(height));
  for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y) {
    lines.push_back(0);  // no filter
    const auto line = pixels.subspan(y * row, row);
    lines.insert(lines.end(), line.begin(), line.end());
  }
  uLongf size = compressBound(static_cast<uLong>(lines.size()));
  std::string packed(size, '\0');
  compress2(reinterpret_cast<Bytef*>(packed.data()), &size, lines.data(), static_cast<uLong>(lines.size()), 6);
  packed.resize(size);

  std::string header;
  append_number(header, static_cast<std::uint32_t>(width));
  append_number(header, static_cast<std::uint32_t>(height));
  header += std::string("\x08\x06\0\0\0", 5);  // 8 bits, RGBA, deflate, no interlacing
  std::string file = "\x89PNG\r\n\x1a\n";
  append_chunk(file, "IHDR", header);
  append_chunk(file, "IDAT", packed);
  append_chunk(file, "IEND", "");
  return file;
}

}  // namespace lectern
