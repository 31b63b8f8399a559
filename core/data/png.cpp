#include "core/data/png.h"

#include <zlib.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string>

namespace lectern::data {
namespace {

constexpr std::string_view kSignature = "\x89PNG\r\n\x1a\n";
constexpr std::uint32_t kLargestSide = 4096;
constexpr std::size_t kMostPixels = std::size_t{1} << 23;

std::uint32_t big_endian(std::string_view bytes) {
  std::uint32_t number = 0;
  for (const char c : bytes.substr(0, 4)) number = number << 8 | static_cast<unsigned char>(c);
  return number;
}

struct Header {
  std::uint32_t width = 0, height = 0;
  int bits = 0, kind = 0;  // 0 grey, 2 colours, 3 palette, 4 grey with opacity, 6 colours with opacity

  bool has_colour() const { return kind == 2 || kind == 3 || kind == 6; }
  bool has_opacity() const { return kind >= 4; }
  // Numbers of a pixel.
  int samples() const { return kind == 2 ? 3 : kind == 6 ? 4 : kind == 4 ? 2 : 1; }
  std::size_t row_bytes() const {
    return (static_cast<std::size_t>(width) * static_cast<std::size_t>(samples() * bits) + 7) / 8;
  }
  bool is_valid() const {
    const bool few_bits = bits == 1 || bits == 2 || bits == 4;
    return (bits == 8 && (kind == 0 || kind == 2 || kind == 3 || kind == 4 || kind == 6)) ||
           (bits == 16 && (kind == 0 || kind == 2 || kind == 4 || kind == 6)) || (few_bits && (kind == 0 || kind == 3));
  }
};

// Unpacks a zlib stream of known length; nothing where it is damaged or shorter.
std::optional<std::string> inflated(const std::string& packed, std::size_t length) {
  std::string out(length, '\0');
  z_stream stream{};
  if (packed.size() > std::numeric_limits<uInt>::max() || inflateInit(&stream) != Z_OK) return std::nullopt;
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(length);
  inflate(&stream, Z_FINISH);
  const bool all = stream.avail_out == 0;
  inflateEnd(&stream);
  if (!all) return std::nullopt;
  return out;
}

int paeth(int left, int above, int corner) {
  const int guess = left + above - corner;
  const int to_left = std::abs(guess - left), to_above = std::abs(guess - above), to_corner = std::abs(guess - corner);
  return to_left <= to_above && to_left <= to_corner ? left : to_above <= to_corner ? above : corner;
}

// Each row is a byte that names its filter, and the differences to a guess; they become the bytes themselves.
bool undo_filters(std::string& rows, std::size_t row_bytes, std::size_t height, std::size_t pixel_bytes) {
  const std::string nothing(row_bytes, '\0');
  const char* above = nothing.data();
  for (std::size_t r = 0; r < height; ++r) {
    char* row = rows.data() + r * (row_bytes + 1) + 1;
    const auto filter = static_cast<unsigned char>(row[-1]);
    if (filter > 4) return false;
    for (std::size_t i = 0; i < row_bytes; ++i) {
      const auto byte = [&](const char* from, bool exists) { return exists ? static_cast<unsigned char>(*from) : 0; };
      const bool has_left = i >= pixel_bytes;
      const int left = byte(row + i - (has_left ? pixel_bytes : 0), has_left), up = byte(above + i, true),
                corner = byte(above + i - (has_left ? pixel_bytes : 0), has_left);
      const int guess = filter == 1   ? left
                        : filter == 2 ? up
                        : filter == 3 ? (left + up) / 2
                        : filter == 4 ? paeth(left, up, corner)
                                      : 0;
      row[i] = static_cast<char>(static_cast<unsigned char>(row[i]) + guess);
    }
    above = row;
  }
  return true;
}

// Sample i of a row.
unsigned sample(const char* row, std::size_t i, int bits) {
  const auto byte = [row](std::size_t at) { return static_cast<unsigned>(static_cast<unsigned char>(row[at])); };
  if (bits == 16) return byte(2 * i) << 8 | byte(2 * i + 1);
  if (bits == 8) return byte(i);
  const auto per_byte = static_cast<std::size_t>(8 / bits);
  const auto shift = static_cast<int>(per_byte - 1 - i % per_byte) * bits;
  return byte(i / per_byte) >> shift & ((1u << bits) - 1);
}

}  // namespace

bool is_png(std::string_view bytes) { return bytes.starts_with(kSignature); }

Result<NumberArray> read_png(std::string_view bytes) {
  if (!is_png(bytes)) return Error{"The file is no PNG picture."};
  Header header;
  std::string packed;
  std::string_view palette;
  for (std::string_view rest = bytes.substr(kSignature.size()); rest.size() >= 12;) {
    const std::size_t length = big_endian(rest);
    const std::string_view kind = rest.substr(4, 4);
    if (length > rest.size() - 12) return Error{"The PNG picture ends too early."};
    const std::string_view content = rest.substr(8, length);
    if (kind == "IHDR" && length >= 13) {
      header = {big_endian(content), big_endian(content.substr(4)), static_cast<unsigned char>(content[8]),
                static_cast<unsigned char>(content[9])};
      if (content[12] != 0) return Error{"The PNG picture is interlaced, which is not read: save it without."};
    } else if (kind == "PLTE") {
      palette = content;
    } else if (kind == "IDAT") {
      packed += content;
    } else if (kind == "IEND") {
      break;
    }
    rest.remove_prefix(length + 12);
  }
  if (!header.is_valid() || header.width == 0 || header.height == 0) return Error{"The PNG picture is damaged."};
  if (header.width > kLargestSide || header.height > kLargestSide ||
      std::size_t{header.width} * header.height > kMostPixels)
    return Error{"The PNG picture has " + std::to_string(header.width) + "×" + std::to_string(header.height) +
                 " pixels; at most 8 million are read, and 4096 a side."};
  const std::size_t row_bytes = header.row_bytes(), height = header.height, width = header.width;
  std::optional<std::string> rows = inflated(packed, (row_bytes + 1) * height);
  const auto pixel_bytes = static_cast<std::size_t>((header.samples() * header.bits + 7) / 8);
  if (!rows || !undo_filters(*rows, row_bytes, height, pixel_bytes)) return Error{"The PNG picture is damaged."};

  const std::size_t channels = header.has_colour() ? 3 : 1, samples = static_cast<std::size_t>(header.samples());
  const auto largest = static_cast<float>((1u << header.bits) - 1);
  NumberArray picture;
  picture.shape = {static_cast<std::ptrdiff_t>(height), static_cast<std::ptrdiff_t>(width),
                   static_cast<std::ptrdiff_t>(channels)};
  picture.values.reserve(height * width * channels);
  for (std::size_t r = 0; r < height; ++r) {
    const char* row = rows->data() + r * (row_bytes + 1) + 1;
    for (std::size_t x = 0; x < width; ++x) {
      const auto level = [&](std::size_t s) {
        return static_cast<float>(sample(row, x * samples + s, header.bits)) / largest;
      };
      const float opacity = header.has_opacity() ? level(samples - 1) : 1;
      const std::size_t entry = header.kind == 3 ? sample(row, x, header.bits) : 0;
      if (header.kind == 3 && 3 * entry + 3 > palette.size()) return Error{"The PNG picture lacks a colour."};
      for (std::size_t c = 0; c < channels; ++c) {
        const float value =
            header.kind == 3 ? static_cast<float>(static_cast<unsigned char>(palette[3 * entry + c])) / 255 : level(c);
        picture.values.push_back(1 + opacity * (value - 1));
      }
    }
  }
  return picture;
}

}  // namespace lectern::data
