#include "web/gl/capture.h"

#include <algorithm>
#include <string_view>

#include <zlib.h>

#include "web/gl/api.h"

namespace lectern::gl {
namespace {

void append_number(std::string& bytes, std::uint32_t value) {
  for (const int shift : {24, 16, 8, 0}) bytes.push_back(static_cast<char>(value >> shift & 255));
}

void append_chunk(std::string& png, std::string_view type, std::string_view content) {
  append_number(png, static_cast<std::uint32_t>(content.size()));
  const std::size_t from = png.size();
  png.append(type).append(content);
  const auto* checked = reinterpret_cast<const Bytef*>(png.data() + from);
  append_number(png, static_cast<std::uint32_t>(crc32(0, checked, static_cast<uInt>(png.size() - from))));
}

// Each row behind its filter type: 2, the difference to the row above, which suits drawn pictures.
std::string filtered_rows(int width, int height, std::span<const std::uint8_t> rgba) {
  const auto row_pixels = static_cast<std::size_t>(width);
  std::string rows;
  rows.reserve(static_cast<std::size_t>(height) * (row_pixels * 3 + 1));
  for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y) {
    rows.push_back(2);
    const std::uint8_t* row = rgba.data() + y * row_pixels * 4;
    for (std::size_t x = 0; x < row_pixels; ++x)
      for (std::size_t channel = 0; channel < 3; ++channel) {
        const int above = y == 0 ? 0 : row[x * 4 + channel - row_pixels * 4];
        rows.push_back(static_cast<char>(row[x * 4 + channel] - above));
      }
  }
  return rows;
}

std::string deflated(const std::string& bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string packed(size, '\0');
  compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
            static_cast<uLong>(bytes.size()), Z_DEFAULT_COMPRESSION);
  packed.resize(size);
  return packed;
}

}  // namespace

std::string png_of(int width, int height, std::span<const std::uint8_t> rgba) {
  std::string header;
  append_number(header, static_cast<std::uint32_t>(width));
  append_number(header, static_cast<std::uint32_t>(height));
  header.append({8, 2, 0, 0, 0});  // eight bits, red green blue, deflate, adaptive filters, not interlaced
  std::string png("\x89PNG\r\n\x1a\n");
  append_chunk(png, "IHDR", header);
  append_chunk(png, "IDAT", deflated(filtered_rows(width, height, rgba)));
  append_chunk(png, "IEND", {});
  return png;
}

std::vector<std::uint8_t> read_pixels(int x, int y, int width, int height) {
  const std::size_t row = static_cast<std::size_t>(width) * 4;
  std::vector<std::uint8_t> rgba(row * static_cast<std::size_t>(height));
  glPixelStorei(GL_PACK_ALIGNMENT, 4);
  glReadPixels(x, y, width, height, GL_RGBA, GL_UNSIGNED_BYTE, rgba.data());
  for (int upper = 0, lower = height - 1; upper < lower; ++upper, --lower) {
    const auto from = rgba.begin() + static_cast<std::ptrdiff_t>(row) * upper;
    std::swap_ranges(from, from + static_cast<std::ptrdiff_t>(row),
                     rgba.begin() + static_cast<std::ptrdiff_t>(row) * lower);
  }
  return rgba;
}

std::string capture_png(int x, int y, int width, int height) {
  if (width <= 0 || height <= 0) return {};
  return png_of(width, height, read_pixels(x, y, width, height));
}

}  // namespace lectern::gl
