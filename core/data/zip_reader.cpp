#include "core/data/zip_reader.h"

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "core/math/utf8.h"

namespace lectern::data {
namespace {

constexpr std::size_t kMostEntries = 1000;
constexpr std::size_t kEndBytes = 22, kDirectoryBytes = 46, kLocalBytes = 30;

// `at` and `count` must lie within the bytes.
std::uint32_t little_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = count; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

std::uint32_t checksum(std::string_view bytes) {
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

// Fills `out`, whose size is known, with what a deflated entry unpacks to; false: it is damaged.
bool unpack_deflated(std::string_view packed, std::string& out) {
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return false;
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  Bytef none = 0;  // of nothing, too, an end must be found
  stream.next_out = out.empty() ? &none : reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool has_ended = inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_out == 0;
  inflateEnd(&stream);
  return has_ended;
}

// Where the directory's end stands; npos: nowhere.
std::size_t end_of_directory(std::string_view bytes) {
  constexpr std::size_t kLongestComment = 65535;
  if (bytes.size() < kEndBytes) return std::string_view::npos;
  const std::size_t last = bytes.size() - kEndBytes, first = last - std::min(last, kLongestComment);
  const std::size_t at = bytes.rfind("PK\x05\x06", last);
  return at == std::string_view::npos || at < first ? std::string_view::npos : at;
}

// An entry as the directory describes it.
struct DirectoryEntry {
  std::string_view name;
  std::uint32_t flags, method, checksum, packed, size, offset;
};

Result<ZipEntry> unpack(std::string_view bytes, const DirectoryEntry& entry) {
  const std::string what = "The entry " + in_quotes(entry.name) + " of the ZIP archive ";
  constexpr std::uint32_t kStored = 0, kDeflated = 8, kEncrypted = 1;
  if ((entry.flags & kEncrypted) != 0) return Error{what + "is encrypted; only what is not is read."};
  if (entry.method != kStored && entry.method != kDeflated)
    return Error{what + "is packed by method " + std::to_string(entry.method) +
                 "; read are 0 (stored) and 8 (deflated)."};
  const Error damaged{what + "is damaged or cut short."};
  if (entry.offset > bytes.size() || bytes.size() - entry.offset < kLocalBytes) return damaged;
  const std::string_view local = bytes.substr(entry.offset);
  if (!local.starts_with("PK\x03\x04")) return damaged;
  const std::size_t start = kLocalBytes + little_endian(local, 26, 2) + little_endian(local, 28, 2);
  if (start > local.size() || local.size() - start < entry.packed) return damaged;
  const std::string_view content = local.substr(start, entry.packed);
  ZipEntry unpacked{std::string(entry.name), {}};
  if (entry.method == kStored) {
    if (entry.packed != entry.size) return damaged;
    unpacked.bytes = content;
  } else {
    unpacked.bytes.resize(entry.size);
    if (!unpack_deflated(content, unpacked.bytes)) return damaged;
  }
  if (checksum(unpacked.bytes) != entry.checksum) return damaged;
  return unpacked;
}

}  // namespace

bool is_zip(std::string_view bytes) { return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06"); }

Result<std::vector<ZipEntry>> read_zip(std::string_view bytes, std::size_t limit) {
  if (bytes.size() > std::numeric_limits<std::uint32_t>::max()) return Error{"The ZIP archive has more than 4 GB."};
  const std::size_t end = end_of_directory(bytes);
  if (!is_zip(bytes) || end == std::string_view::npos)
    return Error{"The file is no ZIP archive, or it is cut short: its directory is missing."};
  const std::size_t count = little_endian(bytes, end + 10, 2), at = little_endian(bytes, end + 16, 4);
  if (count > kMostEntries || at > end)
    return Error{"The ZIP archive is damaged, or has more than " + std::to_string(kMostEntries) +
                 " entries or 4 GB, the most allowed."};
  std::vector<ZipEntry> entries;
  std::string_view directory = bytes.substr(at, end - at);
  std::size_t total = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (directory.size() < kDirectoryBytes || !directory.starts_with("PK\x01\x02"))
      return Error{"The directory of the ZIP archive is damaged at its entry " + std::to_string(i + 1) + "."};
    const auto field = [&](std::size_t place, std::size_t width) { return little_endian(directory, place, width); };
    const std::size_t name = field(28, 2), whole = kDirectoryBytes + name + field(30, 2) + field(32, 2);
    if (directory.size() < whole)
      return Error{"The directory of the ZIP archive is damaged at its entry " + std::to_string(i + 1) + "."};
    const DirectoryEntry entry{directory.substr(kDirectoryBytes, name),
                               field(8, 2),
                               field(10, 2),
                               field(16, 4),
                               field(20, 4),
                               field(24, 4),
                               field(42, 4)};
    directory.remove_prefix(whole);
    // Deflate makes nothing smaller than by this factor.
    constexpr std::uint64_t kBestDeflation = 1032;
    if (entry.size > limit - total || entry.size > kBestDeflation * (std::uint64_t{entry.packed} + 1))
      return Error{"The ZIP archive is damaged, or unpacks to more than " + std::to_string(limit >> 20) +
                   " MB, the most allowed."};
    total += entry.size;
    Result<ZipEntry> unpacked = unpack(bytes, entry);
    if (!unpacked) return Error{unpacked.error()};
    if (!entry.name.ends_with('/')) entries.push_back(std::move(*unpacked));
  }
  return entries;
}

}  // namespace lectern::data
