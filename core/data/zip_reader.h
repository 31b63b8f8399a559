#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/math/result.h"

namespace lectern::data {

struct ZipEntry {
  std::string name;   // with its folders
  std::string bytes;  // unpacked
};

// Whether the bytes begin as a ZIP archive does.
bool is_zip(std::string_view bytes);

// All files of a ZIP archive in the order of its directory, stored or deflated. Refuses, with a sentence, damaged and
// encrypted archives, other methods, archives of more than one part or 4 GB, more than 1000 entries, and those that
// would unpack to more than `limit` bytes together: these are found out before that much memory is taken. Total.
// Source: PKWARE, .ZIP File Format Specification 6.3, §4.3 and §4.4.
Result<std::vector<ZipEntry>> read_zip(std::string_view bytes, std::size_t limit);

}  // namespace lectern::data
