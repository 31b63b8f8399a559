#include "core/data/npz_writer.h"

#include <zlib.h>

#include <cstdint>
#include <cstring>

namespace lectern::data {
namespace {

void append_little_endian(std::string& bytes, std::uint32_t value, int count) {
  for (int byte = 0; byte < count; ++byte) bytes.push_back(static_cast<char>(value >> 8 * byte));
}

// What the header in front of a file and its entry in the directory have in common.
void append_file_facts(std::string& bytes, const std::string& name, const std::string& content) {
  constexpr std::uint32_t kVersion = 20, kFlags = 0, kStored = 0, kTime = 0, kFirstDay = 0x21;  // 1 January 1980
  const auto size = static_cast<std::uint32_t>(content.size());
  for (const std::uint32_t value : {kVersion, kFlags, kStored, kTime, kFirstDay}) append_little_endian(bytes, value, 2);
  const auto* data = reinterpret_cast<const Bytef*>(content.data());
  append_little_endian(bytes, static_cast<std::uint32_t>(crc32(0, data, size)), 4);
  append_little_endian(bytes, size, 4);
  append_little_endian(bytes, size, 4);
  append_little_endian(bytes, static_cast<std::uint32_t>(name.size()), 2);
  append_little_endian(bytes, 0, 2);  // no extra field
}

}  // namespace

std::string write_npy(const FloatArray& array) {
  std::string shape;
  for (const std::ptrdiff_t side : array.shape) shape += std::to_string(side) + ", ";
  if (array.shape.size() > 1) shape.resize(shape.size() - 2);  // "(3,)", but "(2, 3)"
  if (array.shape.size() == 1) shape.pop_back();
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }";
  constexpr std::size_t kMagicBytes = 10, kAlignment = 64;
  while ((kMagicBytes + header.size() + 1) % kAlignment != 0) header.push_back(' ');
  header.push_back('\n');
  std::string bytes("\x93NUMPY\x01\x00", 8);
  append_little_endian(bytes, static_cast<std::uint32_t>(header.size()), 2);
  bytes += header;
  for (const float value : array.values) {
    std::uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    append_little_endian(bytes, bits, 4);
  }
  return bytes;
}

std::string write_npz(std::span<const FloatArray> arrays) {
  std::string archive, directory;
  for (const FloatArray& array : arrays) {
    const std::string name = array.name + ".npy", content = write_npy(array);
    const auto offset = static_cast<std::uint32_t>(archive.size());
    archive.append("PK\x03\x04", 4);
    append_file_facts(archive, name, content);
    archive += name + content;
    directory.append("PK\x01\x02\x14\x00", 6);
    append_file_facts(directory, name, content);
    directory.append(10, '\0');  // no comment, first disk, no attributes
    append_little_endian(directory, offset, 4);
    directory += name;
  }
  const auto directory_offset = static_cast<std::uint32_t>(archive.size());
  archive += directory;
  archive.append("PK\x05\x06\0\0\0\0", 8);
  for (int twice = 0; twice < 2; ++twice) append_little_endian(archive, static_cast<std::uint32_t>(arrays.size()), 2);
  append_little_endian(archive, static_cast<std::uint32_t>(directory.size()), 4);
  append_little_endian(archive, directory_offset, 4);
  append_little_endian(archive, 0, 2);
  return archive;
}

}  // namespace lectern::data
